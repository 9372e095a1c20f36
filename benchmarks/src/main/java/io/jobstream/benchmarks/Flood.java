// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.standalone.services.AccessSettings;
import io.jobstream.standalone.services.AuditSettings;
import io.jobstream.topics.PoolPartitions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a flood of requests with one key, far beyond its rate, does to those with another. */
@Command(
        name = "flood",
        mixinStandardHelpOptions = true,
        description = "How long submissions with one key take, without and with a flood of them with another.")
final class Flood implements Callable<Integer> {
    private static final int PARTITIONS = 4;
    private static final Duration LEAD_IN = Duration.ofSeconds(3);

    @Option(names = "--rate", defaultValue = "50", description = "jobs a second with the one key (${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--flooders",
            defaultValue = "64",
            description = "how many requests with the other key are always under way (${DEFAULT-VALUE})")
    private int flooders;

    @Option(names = "--rounds", defaultValue = "3", description = "of each, in turn (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "10", description = "of each round (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "40",
            description = "seconds of a flood that do not count (${DEFAULT-VALUE})")
    private int warmUp;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("jobstream-flood");
        try (Everything everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                data,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                0,
                NotifierConfig.NONE,
                new AccessSettings(false, List.of(), RateLimits.Rates.DEFAULT, AuditSettings.OF_ANYONE),
                null))) {
            everything.awaitReady(Duration.ofMinutes(1));
            try (Submitter calm = new Submitter(everything.uri(), key(everything, "calm"));
                    Submitter flooding = new Submitter(everything.uri(), key(everything, "flooding"))) {
                TimeUnit.SECONDS.sleep(2);
                round("warm-up", calm, flooding, true, Duration.ofSeconds(warmUp));
                for (int i = 1; i <= rounds; i++) {
                    round("round " + i + ", quiet  ", calm, flooding, false, Duration.ofSeconds(seconds));
                    round("round " + i + ", flooded", calm, flooding, true, Duration.ofSeconds(seconds));
                }
            }
        }
        return 0;
    }

    private void round(String name, Submitter calm, Submitter flooding, boolean flooded, Duration length)
            throws InterruptedException {
        AtomicBoolean going = new AtomicBoolean(flooded);
        AtomicLong taken = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        for (int i = 0; i < (flooded ? flooders : 0); i++) {
            flood(flooding, going, taken, refused);
        }
        Latencies latencies = new Latencies();
        AtomicLong failed = new AtomicLong();
        new OpenLoop(rate, LEAD_IN, length).run((intended, counts) -> {
            var unused = calm.submit("bench", 1).whenComplete((ids, problem) -> {
                long now = System.nanoTime();
                if (problem != null) {
                    failed.incrementAndGet();
                } else if (counts) {
                    latencies.record(intended, now, now);
                }
            });
        });
        going.set(false);
        TimeUnit.SECONDS.sleep(2);
        out.printf(
                Locale.ROOT,
                "%s: %d accepted, %d failed; ms, 50 | 90 | 99 | 99.9 | max: %s; the flood: %d accepted, %d refused%n",
                name,
                latencies.count(),
                failed.get(),
                latencies.intended(),
                taken.get(),
                refused.get());
    }

    /** One request after the other, for as long as it goes. */
    private static void flood(Submitter flooding, AtomicBoolean going, AtomicLong taken, AtomicLong refused) {
        var unused = flooding.submit("flood", 1).whenComplete((ids, problem) -> {
            (problem == null ? taken : refused).incrementAndGet();
            if (going.get()) {
                flood(flooding, going, taken, refused);
            }
        });
    }

    private static String key(Everything everything, String tenant) {
        try (KeyRing ring = KeyRing.start(everything.connection(), new PoolPartitions(PARTITIONS))) {
            return ring.make(NewKey.mayEverything(tenant), "benchmark")
                    .join()
                    .text()
                    .text();
        }
    }
}
