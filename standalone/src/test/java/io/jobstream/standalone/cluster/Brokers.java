// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import io.jobstream.embedded.broker.BrokerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
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

    private final DockerClient docker = DockerClientFactory.instance().client();
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
        await().atMost(REPLICATED).pollInterval(Duration.ofSeconds(2)).until(() -> underReplicated(), String::isEmpty);
    }

    @Override
    public void close() {
        brokers.forEach(GenericContainer::stop);
    }

    private String underReplicated() throws IOException, InterruptedException {
        ExecResult told = brokers.get(0)
                .execInContainer(
                        "/opt/kafka/bin/kafka-topics.sh",
                        "--bootstrap-server",
                        "kafka-1:9092",
                        "--describe",
                        "--under-replicated-partitions");
        return told.getExitCode() == 0 ? told.getStdout().strip() : told.getStderr() + told.getStdout() + "failed";
    }

    private String container(int id) {
        return brokers.get(id - 1).getContainerId();
    }

    private static GenericContainer<?> broker(int id, Network network) {
        String name = "kafka-" + id;
        Map<String, String> settings = settings(id, name);
        GenericContainer<?> broker = new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv("CLUSTER_ID", CLUSTER_ID)
                .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
                .withEnv("KAFKA_JVM_PERFORMANCE_OPTS", ContainerCluster.QUICK_TO_START)
                .waitingFor(
                        Wait.forLogMessage(".*Kafka Server started.*", 1).withStartupTimeout(Duration.ofMinutes(3)));
        settings.forEach((setting, value) ->
                broker.withEnv("KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return broker;
    }

    private static Map<String, String> settings(int id, String name) {
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
        settings.put("listeners", "INTERNAL://:9092,CONTROLLER://:9093");
        settings.put("advertised.listeners", "INTERNAL://" + name + ":9092");
        settings.put("listener.security.protocol.map", "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", "/var/lib/kafka/data");
        return settings;
    }

    private static String named(java.util.function.IntFunction<String> name) {
        return IntStream.rangeClosed(1, COUNT).mapToObj(name).collect(Collectors.joining(","));
    }
}
