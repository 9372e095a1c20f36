// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Every process of a small production: three brokers, the registry, and each service apart, some of them twice. */
final class Fleet implements AutoCloseable {
    static final int POOLS_MAX = 8;

    private static final int BROKERS = 3;
    private static final int SLOTS = 32;

    /** On loopback, and for minutes: keys are not what is to be broken here. */
    private static final String OPEN = "--without-authentication";

    private final ChaosSettings settings;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final KafkaConnection connection;
    private final int partitions;
    private final List<String> pools;
    private final URI ingest;

    Fleet(ChaosSettings settings) {
        this.settings = settings;
        // Each copy of streams has one at least; each costs, since it has ticks.
        this.partitions = Math.max(2, settings.fleet().pools());
        this.pools = poolsApart(settings.fleet().pools(), partitions);
        List<Integer> ports = freePorts(2 * BROKERS + 3);
        List<Integer> kafkaPorts = ports.subList(0, BROKERS);
        int registry = ports.get(2 * BROKERS);
        this.connection = new KafkaConnection(
                kafkaPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")),
                "http://127.0.0.1:" + registry);
        this.ingest = URI.create("http://127.0.0.1:" + ports.get(2 * BROKERS + 1));
        addBrokers(kafkaPorts, ports.subList(BROKERS, 2 * BROKERS));
        service("registry", "registry", "--http-port=" + registry);
        service("ingest", "ingest", OPEN, "--http-port=" + ingest.getPort());
        service("query", "query", OPEN, "--http-port=" + ports.get(2 * BROKERS + 2));
        for (String copy : List.of("a", "b")) {
            service(
                    "streams-" + copy,
                    "streams",
                    "--instance-id=" + copy,
                    "--standby-replicas=" + settings.fleet().standbys(),
                    "--state-dir=" + directory("streams-" + copy));
        }
        for (String pool : pools) {
            for (int i = 1; i <= settings.fleet().runners(); i++) {
                String name = "runner-" + pool.replace("chaos-", "") + "-" + i;
                service(
                        name,
                        "runner",
                        "--pool=" + pool,
                        "--runner-id=" + name,
                        "--slots=" + SLOTS,
                        "--work-dir=" + directory(name));
            }
        }
    }

    KafkaConnection connection() {
        return connection;
    }

    int partitions() {
        return partitions;
    }

    List<String> pools() {
        return pools;
    }

    URI ingest() {
        return ingest;
    }

    List<String> names() {
        return List.copyOf(members.keySet());
    }

    Member member(String name) {
        return Objects.requireNonNull(members.get(name), name);
    }

    /** Starts all and returns when each has said that it runs. */
    void start(Duration limit) throws InterruptedException {
        List<Member> brokers = members.values().stream()
                .filter(member -> FaultPlan.isBroker(member.name()))
                .toList();
        awaitReady(brokers, limit);
        awaitReady(List.of(member("registry")), limit);
        awaitReady(members.values(), limit);
    }

    /** Ends every fault: what is stopped goes on, what is dead is started. */
    void heal() {
        members.values().forEach(member -> {
            member.resume();
            member.start();
        });
    }

    /** In order, services first; names of those that had to be killed. */
    List<String> stop() {
        List<String> killed = new ArrayList<>();
        List<Member> ordered = new ArrayList<>(members.values());
        java.util.Collections.reverse(ordered);
        for (Member member : ordered) {
            if (!member.terminate()) {
                killed.add(member.name());
            }
        }
        return killed;
    }

    @Override
    public void close() {
        members.values().forEach(Member::kill);
    }

    private void awaitReady(Collection<Member> some, Duration limit) throws InterruptedException {
        some.forEach(Member::start);
        long deadline = System.nanoTime() + limit.toNanos();
        for (Member member : some) {
            while (!member.ready()) {
                if (!member.alive() || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(member.name() + " did not start: see " + settings.directory());
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private void addBrokers(List<Integer> clientPorts, List<Integer> controllerPorts) {
        String controllers = IntStream.range(0, BROKERS)
                .mapToObj(i -> i + 1 + ":" + controllerPorts.get(i))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        for (int i = 0; i < BROKERS; i++) {
            String name = "broker-" + (i + 1);
            List<String> arguments = new ArrayList<>(List.of(
                    "broker",
                    "--node-id=" + (i + 1),
                    "--cluster-id=" + clusterId,
                    "--controllers=" + controllers,
                    "--kafka-port=" + clientPorts.get(i),
                    "--data=" + directory(name)));
            settings.fleet().brokerSettings().forEach(setting -> arguments.add("--set=" + setting));
            add(name, arguments);
        }
    }

    private void service(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--bootstrap-servers=" + connection.bootstrapServers());
        if (!arguments[0].equals("registry")) {
            all.add("--schema-registry-url=" + connection.schemaRegistryUrl());
            all.add("--partitions=" + partitions);
        }
        add(name, all);
    }

    private void add(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(settings.fleet().program());
        command.addAll(arguments);
        members.put(name, new Member(name, command, settings.directory().resolve("logs"), arguments.get(0) + " runs"));
    }

    private Path directory(String name) {
        return settings.directory().resolve(name);
    }

    /** Names of pools, no two of which share a partition, so that copies of streams have their share of them. */
    private static List<String> poolsApart(int count, int partitions) {
        PoolPartitions place = new PoolPartitions(partitions);
        Set<Integer> taken = new HashSet<>();
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> "chaos-" + i)
                .filter(pool -> taken.add(place.ofPool(pool)))
                .limit(count)
                .toList();
    }

    /** Held all at once, so that they differ. */
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
