// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import io.jobstream.embedded.broker.BrokerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/** Three brokers that are controllers too, with our settings but replicated, and what can befall them. */
final class Brokers implements AutoCloseable {
    static final int COUNT = 3;
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final String CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw";
    private static final Duration REPLICATED = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 30;

    private static final int OUTSIDE_PORT = 19092;

    private final DockerClient docker = DockerClientFactory.instance().client();
    /** Where each can be reached from here, as long as it lives. */
    private final Map<Integer, Integer> ports = freePorts();

    private final List<GenericContainer<?>> brokers;

    private Brokers(Network network) {
        this.brokers = IntStream.rangeClosed(1, COUNT)
                .<GenericContainer<?>>mapToObj(id -> broker(id, network))
                .toList();
    }

    static Brokers start(Network network) {
        Brokers brokers = new Brokers(network);
        Startables.deepStart(brokers.brokers).join();
        return brokers;
    }

    /** For clients in the network. */
    static String bootstrapServers() {
        return named(id -> "kafka-" + id + ":9092");
    }

    /** Stops it in order and starts it again. */
    void restart(int id) {
        docker.restartContainerCmd(container(id)).withTimeout(STOP_SECONDS).exec();
    }

    void kill(int id) {
        docker.killContainerCmd(container(id)).exec();
    }

    void startAgain(int id) {
        docker.startContainerCmd(container(id)).exec();
    }

    void pause(int id) {
        docker.pauseContainerCmd(container(id)).exec();
    }

    void goOn(int id) {
        docker.unpauseContainerCmd(container(id)).exec();
    }

    /** Returns when each partition has all its replicas in sync. */
    void awaitReplicated() {
        try (Admin admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                ports.values().stream().map(port -> "localhost:" + port).collect(Collectors.joining(","))))) {
            await().atMost(REPLICATED)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(() -> underReplicated(admin), List::isEmpty);
        }
    }

    @Override
    public void close() {
        brokers.forEach(GenericContainer::stop);
    }

    private static List<String> underReplicated(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .filter(partition ->
                                partition.isr().size() < partition.replicas().size())
                        .map(partition -> topic.name() + "-" + partition.partition()))
                .toList();
    }

    private String container(int id) {
        return brokers.get(id - 1).getContainerId();
    }

    private GenericContainer<?> broker(int id, Network network) {
        String name = "kafka-" + id;
        int port = Objects.requireNonNull(ports.get(id));
        Map<String, String> settings = settings(id, name, port);
        GenericContainer<?> broker = new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withExposedPorts(OUTSIDE_PORT)
                .withCreateContainerCmdModifier(
                        create -> ContainerCluster.publish(create, OUTSIDE_PORT, Optional.of(port)))
                .withEnv("CLUSTER_ID", CLUSTER_ID)
                .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
                .withEnv("KAFKA_JVM_PERFORMANCE_OPTS", ContainerCluster.QUICK_TO_START)
                .waitingFor(
                        Wait.forLogMessage(".*Kafka Server started.*", 1).withStartupTimeout(Duration.ofMinutes(3)));
        settings.forEach((setting, value) ->
                broker.withEnv("KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return broker;
    }

    private static Map<String, String> settings(int id, String name, int outside) {
        Map<String, String> settings = new TreeMap<>(BrokerConfig.forJobstream());
        settings.replaceAll((setting, value) -> setting.endsWith("replication.factor") ? "3" : value);
        settings.replaceAll((setting, value) -> setting.endsWith("min.isr") ? "2" : value);
        settings.put("min.insync.replicas", "2");
        settings.put("unclean.leader.election.enable", "false");
        settings.put("node.id", Integer.toString(id));
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", named(each -> each + "@kafka-" + each + ":9093"));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "INTERNAL");
        settings.put("listeners", "INTERNAL://:9092,OUTSIDE://:" + OUTSIDE_PORT + ",CONTROLLER://:9093");
        settings.put("advertised.listeners", "INTERNAL://" + name + ":9092,OUTSIDE://localhost:" + outside);
        settings.put("listener.security.protocol.map", "INTERNAL:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", "/var/lib/kafka/data");
        return settings;
    }

    private static String named(java.util.function.IntFunction<String> name) {
        return IntStream.rangeClosed(1, COUNT).mapToObj(name).collect(Collectors.joining(","));
    }

    /** Brokers tell clients their ports, so they must be known before they start. */
    private static Map<Integer, Integer> freePorts() {
        Map<Integer, Integer> ports = new TreeMap<>();
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int id = 1; id <= COUNT; id++) {
                sockets.add(new ServerSocket(0));
                ports.put(id, sockets.get(id - 1).getLocalPort());
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }
}
