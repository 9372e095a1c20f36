// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler;

import io.jobstream.autoscaler.decision.Demands;
import io.jobstream.autoscaler.decision.Fleet;
import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.autoscaler.drivers.Driver;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.health.Health;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service: one thread that reads and decides. Run one for each set of groups; it keeps nothing, and finds its
 * runners again by their names.
 */
public final class Autoscaler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Autoscaler.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int DRIVING_THREADS = 8;
    private static final String ID_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final List<RunnerGroup> groups;
    private final Driver driver;
    private final Duration drainLimit;
    private final KafkaConnection connection;
    private final PoolPartitions partitions;
    private final AvroCodec codec;
    private final DrainRequests drains;
    private final GroupScaler.Tools tools;

    /** By group and cell. */
    private final Map<String, GroupScaler> scalers = new LinkedHashMap<>();

    private final ExecutorService driving;
    private final SecureRandom random = new SecureRandom();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<String> told = new HashSet<>();
    private final Thread thread;
    private volatile String problem = "Statuses of pools and runners are being read";
    private volatile long leaveBy;

    private Autoscaler(
            List<RunnerGroup> groups,
            Driver driver,
            Duration drainLimit,
            KafkaConnection connection,
            PoolPartitions partitions) {
        this.groups = List.copyOf(groups);
        this.driver = driver;
        this.drainLimit = drainLimit;
        this.connection = connection;
        this.partitions = partitions;
        this.codec = AvroCodec.warm(
                connection,
                List.of(Topics.RUNNER_STATUS, Topics.POOL_STATUS, Topics.POOL_POLICIES, Topics.RUNNER_DRAINS));
        this.drains = new DrainRequests(connection, partitions, codec);
        this.driving = Executors.newFixedThreadPool(DRIVING_THREADS, runnable -> {
            Thread worker = new Thread(runnable, "autoscaler-driver");
            worker.setDaemon(true);
            return worker;
        });
        this.tools = new GroupScaler.Tools(driver, drains, driving, this::newId, Clock.systemUTC());
        this.thread = new Thread(this::run, "autoscaler");
    }

    /**
     * Starts scaling; topics and schemas must exist.
     *
     * @param drainLimit how long runners that would end with this program may take to finish, when it ends
     */
    public static Autoscaler start(
            List<RunnerGroup> groups,
            Driver driver,
            Duration drainLimit,
            KafkaConnection connection,
            PoolPartitions partitions) {
        Autoscaler autoscaler = new Autoscaler(groups, driver, drainLimit, connection, partitions);
        autoscaler.thread.start();
        return autoscaler;
    }

    public Health health() {
        String found = problem;
        return found.isEmpty() ? Health.READY : Health.notReady(found);
    }

    /** Drains runners that would end with this program, and waits for them up to the limit; others are left alone. */
    @Override
    public void close() {
        leaveBy = System.nanoTime() + drainLimit.toNanos();
        closing.countDown();
        try {
            thread.join();
            driving.shutdown();
            if (!driving.awaitTermination(1, TimeUnit.SECONDS)) {
                driving.shutdownNow();
            }
        } catch (InterruptedException e) {
            driving.shutdownNow();
            Thread.currentThread().interrupt();
        }
        drains.close();
        try {
            codec.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }

    private void run() {
        while (mayGoOn()) {
            try (StatusReader reader = new StatusReader(new Fleet(), connection, partitions, codec)) {
                read(reader);
            } catch (KafkaException | RegistryUnavailableException e) {
                problem = "Statuses cannot be read: " + e.getMessage();
                log.atWarn().addKeyValue("problem", e.getMessage()).log("Statuses cannot be read yet");
                pause();
            } catch (RuntimeException e) {
                problem = "Scaling failed: " + e;
                log.atError().setCause(e).log("Scaling failed");
                pause();
            }
        }
        driver.children()
                .forEach(runner -> log.atWarn()
                        .addKeyValue("runnerId", runner)
                        .log("A runner has not finished in time and goes on by itself"));
    }

    private void read(StatusReader reader) {
        long next = System.nanoTime();
        while (mayGoOn()) {
            reader.poll(POLL);
            if (reader.caughtUp() && System.nanoTime() - next >= 0) {
                next = System.nanoTime() + ROUND.toNanos();
                round(reader.fleet());
                problem = "";
            }
        }
    }

    private void round(Fleet fleet) {
        if (isClosing()) {
            scalers.values().forEach(scaler -> scaler.leave(fleet));
            return;
        }
        List<RunnerGroup> inCells = groups.stream()
                .flatMap(group -> group.inEachOf(fleet.cells().names(group.pool())).stream())
                .toList();
        Demands demands = Demands.of(inCells, fleet);
        inCells.forEach(group -> scalers.computeIfAbsent(
                        group.name() + " in " + group.pool(), missing -> new GroupScaler(group, tools))
                .scale(group, fleet, demands.slotsWanted(group)));
        told.retainAll(demands.unserved());
        demands.unserved().stream()
                .filter(told::add)
                .forEach(set -> log.atWarn()
                        .addKeyValue("labels", set)
                        .log("Jobs wait for labels that no group and no runner has"));
    }

    private boolean mayGoOn() {
        return !isClosing() || (!driver.children().isEmpty() && System.nanoTime() - leaveBy < 0);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(isClosing() ? POLL.toNanos() : RETRY.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        while (id.length() < RunnerGroup.ID_LENGTH) {
            id.append(ID_DIGITS.charAt(random.nextInt(ID_DIGITS.length())));
        }
        return id.toString();
    }
}
