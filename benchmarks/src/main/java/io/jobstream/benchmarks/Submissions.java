// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.keys.NewKey;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.signatures.SigningKey;
import io.jobstream.standalone.services.AccessSettings;
import io.jobstream.standalone.services.AuditSettings;
import io.jobstream.standalone.services.Guard;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many jobs a second the gateway accepts durably, alone with the broker; nothing schedules or runs them. */
@Command(
        name = "submissions",
        mixinStandardHelpOptions = true,
        description = "Jobs a second that the gateway accepts durably over HTTP: one by one at a fixed rate, or in"
                + " batches, as fast as they go.")
final class Submissions implements Callable<Integer> {
    private static final int POOLS = 4;

    @Option(names = "--rate", defaultValue = "1500", description = "jobs a second, one by one (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--batch", defaultValue = "0", description = "jobs in a batch; 0 submits one by one")
    private int batch;

    @Option(names = "--outstanding", defaultValue = "4", description = "batches under way at a time (${DEFAULT-VALUE})")
    private int outstanding;

    @Option(names = "--signed", description = "the gateway signs what it accepts")
    private boolean signed;

    @Option(
            names = "--audited",
            description = "with an API key, whose requests are recorded in the audit before they are answered")
    private boolean audited;

    @Option(names = "--warm-up", defaultValue = "15", description = "seconds that do not count (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "15", description = "seconds that count (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--profile", description = "file for a profile of the seconds that count, in Markdown")
    private @Nullable Path profileFile;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final AtomicLong failed = new AtomicLong();

    @Override
    public Integer call() throws InterruptedException, ExecutionException, IOException {
        Profile profile = profileFile == null ? null : new Profile(profileFile);
        IngestConfig config = IngestConfig.defaults().withSigningKey(signed ? SigningKey.random() : null);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                Ingest ingest = Ingest.start(config, cluster.connection(), cluster.partitions());
                Guard guard = Guard.start(access(), cluster.connection(), cluster.partitions());
                HttpServer server =
                        HttpServer.start(HttpConfig.onLoopback(0), guard.gate(), List.of(ingest.endpoints()))) {
            if (signed) {
                playScheduler(cluster.connection(), cluster.partitions());
            }
            while (!ingest.endpoints().health().ready()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            String key = key(guard);
            if (batch == 0) {
                try (SubmissionLoad load = new SubmissionLoad(server.uri(), key, POOLS)) {
                    oneByOne(load, profile);
                }
            } else {
                try (Submitter client = new Submitter(server.uri(), key)) {
                    inBatches(client);
                }
            }
        }
        out.println(failed + " failed");
        return failed.get() == 0 ? 0 : 1;
    }

    private AccessSettings access() throws IOException {
        if (!audited) {
            return new AccessSettings(true, List.of(), RateLimits.Rates.DEFAULT, AuditSettings.OFF);
        }
        Path kek = Files.writeString(Files.createTempFile("jobstream", ".kek"), KeyEncryptionKey.randomText());
        Rate unlimited = new Rate(1_000_000, 1_000_000);
        return new AccessSettings(
                false,
                List.of(),
                new RateLimits.Rates(unlimited, unlimited),
                new AuditSettings(true, KeyEncryptionKey.read(kek)));
    }

    private static @Nullable String key(Guard guard) {
        return guard.keys()
                .map(ring -> ring.make(NewKey.mayEverything("benchmark"), "benchmark")
                        .join()
                        .text()
                        .text())
                .orElse(null);
    }

    private void oneByOne(SubmissionLoad load, @Nullable Profile profile) throws IOException {
        load.run(rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), () -> {
            if (profile != null) {
                profile.begin();
            }
        });
        if (profile != null) {
            profile.end("Profile of submissions");
        }
        failed.addAndGet(load.failed());
        out.printf(
                Locale.ROOT,
                "%.0f/s for %d s: %d accepted; ms from the intended moment, 50 | 90 | 99 | 99.9 | max: %s%n%s",
                rate,
                seconds,
                load.latencies().count(),
                load.latencies().intended(),
                load.failure());
    }

    private void inBatches(Submitter client) throws InterruptedException {
        Semaphore room = new Semaphore(outstanding);
        AtomicLong accepted = new AtomicLong();
        long countsFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
        long end = countsFrom + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            room.acquire();
            var unused = client.batch(i, POOLS, batch).whenComplete((jobs, problem) -> {
                room.release();
                long now = System.nanoTime();
                if (problem != null) {
                    failed.incrementAndGet();
                } else if (now - countsFrom >= 0 && now - end < 0) {
                    accepted.addAndGet(jobs);
                }
            });
        }
        room.acquire(outstanding);
        out.printf(
                Locale.ROOT,
                "batches of %d, %d under way: %.0f jobs/s accepted durably%n",
                batch,
                outstanding,
                (double) accepted.get() / seconds);
    }

    /** The gateway signs once the scheduler's group says that it has read the key: here there is none. */
    private static void playScheduler(KafkaConnection connection, PoolPartitions partitions)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> read = IntStream.range(0, partitions.count())
                .mapToObj(partition -> new TopicPartition(Topics.PRODUCERS.name(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(1_000_000)));
        try (Admin admin = connection.admin("benchmark")) {
            admin.alterConsumerGroupOffsets(Topics.SCHEDULER_GROUP, read).all().get();
        }
    }
}
