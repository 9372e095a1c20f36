// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.everything;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.sealing.Sealer;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.Notifier;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.query.Query;
import io.jobstream.query.QueryConfig;
import io.jobstream.runner.Runner;
import io.jobstream.runner.RunnerCell;
import io.jobstream.runner.RunnerConfig;
import io.jobstream.signatures.SigningKey;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.local.KeyFile;
import io.jobstream.standalone.services.AccessSettings;
import io.jobstream.standalone.services.Closers;
import io.jobstream.standalone.services.Guard;
import io.jobstream.standalone.services.Runners;
import io.jobstream.standalone.services.SigningOptions;
import io.jobstream.standalone.services.StreamsChoice;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.PoolLimits;
import io.jobstream.topics.PoolPartitions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Broker, registry and all services in this process. */
public final class Everything implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Closers closers = new Closers();
    private final EmbeddedCluster cluster;
    private final HttpServer server;
    private final Guard guard;
    private final List<Supplier<Health>> healths = new ArrayList<>();

    /**
     * What to start.
     *
     * @param data where services keep what they keep; the cluster's own is in its settings
     * @param runners how many runners, one slot each, in the pool {@code default}
     * @param access who gets in
     * @param sealing what the audit is signed with; null leaves it unsealed
     */
    public record Settings(
            ClusterSettings cluster,
            Path data,
            HttpConfig http,
            IngestConfig ingest,
            int runners,
            NotifierConfig notifier,
            AccessSettings access,
            @Nullable SealingKey sealing) {
        /** Without authentication. */
        public Settings(
                ClusterSettings cluster,
                Path data,
                HttpConfig http,
                IngestConfig ingest,
                int runners,
                NotifierConfig notifier) {
            this(cluster, data, http, ingest, runners, notifier, AccessSettings.OPEN, null);
        }
    }

    private Everything(Settings settings) {
        try {
            cluster = closers.add("cluster", EmbeddedCluster.start(settings.cluster()));
            // Before what it seals, so that it ends after that.
            startSealer(settings.sealing(), cluster.connection());
            guard = closers.add("guard", Guard.start(settings.access(), cluster.connection(), cluster.partitions()));
            server = startServices(settings, cluster.connection(), cluster.partitions());
        } catch (RuntimeException e) {
            closers.close();
            throw e;
        }
    }

    /** Returns when everything is started, which is before everything is ready. */
    public static Everything start(Settings settings) {
        return new Everything(settings);
    }

    public URI uri() {
        return server.uri();
    }

    /** The keys that open it; none where it is open to everyone. */
    Optional<KeyRing> keys() {
        return guard.keys();
    }

    public KafkaConnection connection() {
        return cluster.connection();
    }

    /**
     * Returns when jobs are taken, run and shown.
     *
     * @throws FailedException saying what is not ready when the time is over
     */
    public void awaitReady(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Health health = health();
        while (!health.ready()) {
            if (System.nanoTime() - deadline > 0) {
                throw new FailedException(
                        "not ready after " + timeout.toSeconds() + " s: " + String.join("; ", health.problems()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
            health = health();
        }
    }

    /** Ends in order: no more requests, jobs drain briefly, then the rest, the broker last. */
    @Override
    public void close() {
        closers.close();
    }

    private Health health() {
        return healths.stream().map(Supplier::get).reduce(Health.READY, Health::and);
    }

    /** Side by side, since each waits for the broker most of the time; what is added last is closed first. */
    private HttpServer startServices(Settings settings, KafkaConnection connection, PoolPartitions partitions) {
        ExecutorService starting = Executors.newFixedThreadPool(4);
        try {
            var query = CompletableFuture.supplyAsync(
                    () -> Query.start(QueryConfig.DEFAULTS, connection, partitions), starting);
            var streams = CompletableFuture.supplyAsync(
                    () -> StreamsApplications.start(
                            StreamsSettings.embedded(settings.data().resolve("streams")),
                            connection,
                            StreamsChoice.applications(
                                    StreamsChoice.ALL, partitions, PoolLimits.DEFAULT, signatures(settings))),
                    starting);
            var ingest = CompletableFuture.supplyAsync(
                    () -> Ingest.start(settings.ingest().withSigningKey(signingKey(settings)), connection, partitions),
                    starting);
            var notifier = CompletableFuture.supplyAsync(
                    () -> Notifier.start(settings.notifier(), connection, partitions), starting);
            closers.add("query", joined(query));
            closers.add("notifier", joined(notifier));
            closers.add("streams", joined(streams));
            startRunners(settings, connection, partitions);
            closers.add("ingest", joined(ingest));
            guard.endpoints().forEach(each -> healths.add(each::health));
            healths.add(query.join().endpoints()::health);
            healths.add(notifier.join()::health);
            healths.add(streams.join()::health);
            healths.add(ingest.join().endpoints()::health);
            List<Endpoints> endpoints = new ArrayList<>(guard.endpoints());
            endpoints.addAll(List.of(ingest.join().endpoints(), query.join().endpoints()));
            return closers.add("http", HttpServer.start(settings.http(), guard.gate(), endpoints));
        } finally {
            starting.shutdown();
        }
    }

    /** Where everyone gets in, a signature would say nothing. */
    private static Signatures signatures(Settings settings) {
        return settings.access().open() ? Signatures.NOT_REQUIRED : Signatures.REQUIRED;
    }

    private static @Nullable SigningKey signingKey(Settings settings) {
        return settings.access().open()
                ? null
                : new KeyFile(settings.data().resolve(SigningOptions.FILE_DEFAULT)).readOrMake();
    }

    private void startSealer(@Nullable SealingKey key, KafkaConnection connection) {
        if (key != null) {
            Sealer sealer = closers.add("sealer", Sealer.start(connection, key, List.of()));
            healths.add(sealer::health);
        }
    }

    private void startRunners(Settings settings, KafkaConnection connection, PoolPartitions partitions) {
        List<AutoCloseable> leaving = new ArrayList<>();
        closers.add("runners", () -> closeTogether(leaving));
        for (int i = 1; i <= settings.runners(); i++) {
            String name = "runner-" + i;
            RunnerConfig config = RunnerConfig.defaults(
                            RunnerCell.of("default", name, connection, partitions),
                            settings.data().resolve(name))
                    .withRunnerId(name);
            Runner runner = Runner.start(config, connection, partitions);
            leaving.add(() -> Runners.leave(runner, DRAIN));
            healths.add(runner::health);
        }
    }

    private static void closeTogether(List<AutoCloseable> leaving) {
        leaving.parallelStream().forEach(one -> {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("A runner did not leave in order", e);
            }
        });
    }

    private static <T> T joined(CompletableFuture<T> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
