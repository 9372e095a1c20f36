// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.runner.ExecutorKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a job waits for an idle runner that matches, beside what Kafka alone costs. */
@Command(
        name = "dispatch",
        mixinStandardHelpOptions = true,
        description = "Latency from submission to the start of the attempt, at given rates, with idle runners.")
final class Dispatch implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final int RUNNERS = 4;
    private static final int SLOTS = 16;
    private static final int WARM_UP_OUTSTANDING = 48;

    @Option(names = "--rates", split = ",", defaultValue = "1,20,200", description = "jobs a second (${DEFAULT-VALUE})")
    private List<Double> rates = List.of();

    @Option(names = "--pools", split = ",", defaultValue = "1,16", description = "numbers of pools (${DEFAULT-VALUE})")
    private List<Integer> pools = List.of();

    @Option(names = "--seconds", defaultValue = "20", description = "how long each run counts (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "180",
            description = "seconds of closed-loop load before the first run (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(names = "--lead-in", defaultValue = "10", description = "seconds before a run counts (${DEFAULT-VALUE})")
    private int leadInSeconds;

    @Option(names = "--rounds", defaultValue = "3", description = "how often all is repeated (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--profile", description = "file for a profile of the last dispatch that is measured, in Markdown")
    private @Nullable Path profileFile;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Profile profile = profileFile == null ? null : new Profile(profileFile);
        Path data = Files.createTempDirectory("jobstream-dispatch");
        try (SystemUnderTest system = new SystemUnderTest(data);
                Submitter submitter = system.submitter();
                Floors floors = new Floors(system.connection(), data)) {
            for (int count : pools) {
                for (int i = 0; i < count; i++) {
                    system.addRunners(pool(count, i), count == 1 ? RUNNERS : 1, SLOTS, ExecutorKind.NOOP);
                }
            }
            out.println("warming up for " + warmUpSeconds + " s");
            warmUp(system, submitter);
            for (int i = 0; i < rates.size(); i++) {
                measure(system, submitter, floors, i == rates.size() - 1 ? profile : null, rates.get(i));
            }
        }
        return 0;
    }

    /** As much as the machine carries, so that what is measured is compiled; an open loop would only queue up. */
    private void warmUp(SystemUnderTest system, Submitter submitter) throws InterruptedException {
        Semaphore room = new Semaphore(WARM_UP_OUTSTANDING);
        system.listen((jobId, nanoTime) -> room.release());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            if (room.tryAcquire(1, TimeUnit.SECONDS)) {
                int count = pools.get(i % pools.size());
                var unused = submitter
                        .submit(pool(count, i / pools.size() % count), 1)
                        .whenComplete((ids, problem) -> {
                            if (problem != null) {
                                room.release();
                            }
                        });
            }
        }
        TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
    }

    private void measure(
            SystemUnderTest system, Submitter submitter, Floors floors, @Nullable Profile profile, double rate)
            throws IOException, InterruptedException {
        OpenLoop loop = new OpenLoop(rate, Duration.ofSeconds(leadInSeconds), Duration.ofSeconds(seconds));
        List<Latencies> exactlyOnce = new ArrayList<>();
        List<List<Latencies>> dispatched = new ArrayList<>();
        pools.forEach(count -> dispatched.add(new ArrayList<>()));
        out.printf(Locale.ROOT, "%n| %.0f/s, ms | from | count | p50 | p90 | p99 | p99.9 | max |%n", rate);
        out.println("|---|---|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++) {
            print("two plain hops", floors.plain(loop));
            exactlyOnce.add(print("one exactly-once hop", floors.exactlyOnce(loop)));
            for (int i = 0; i < pools.size(); i++) {
                int count = pools.get(i);
                String name = "dispatch, " + (count == 1 ? "one pool" : count + " pools");
                boolean last = round == rounds - 1 && i == pools.size() - 1;
                if (profile != null && last) {
                    profile.begin();
                }
                dispatched.get(i).add(print(name, dispatch(system, submitter, count, loop)));
                if (profile != null && last) {
                    profile.end("Profile of " + name + String.format(Locale.ROOT, ", %.0f/s", rate));
                }
            }
        }
        for (int i = 0; i < pools.size(); i++) {
            summarize(pools.get(i), dispatched.get(i), exactlyOnce);
        }
    }

    private Latencies dispatch(SystemUnderTest system, Submitter submitter, int count, OpenLoop loop)
            throws InterruptedException {
        Latencies latencies = new Latencies();
        InFlight inFlight = new InFlight(latencies);
        system.listen(inFlight::arrived);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        loop.run((intended, counts) -> {
            String pool = pool(count, next.getAndIncrement() % count);
            var unused = submitter.submit(pool, 1).whenComplete((ids, problem) -> {
                long durable = System.nanoTime();
                if (problem != null) {
                    failed.incrementAndGet();
                } else if (counts) {
                    inFlight.durable(ids.get(0), intended, durable);
                }
            });
        });
        TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
        if (failed.get() > 0 || inFlight.open() > 0) {
            out.println(failed.get() + " submissions failed, " + inFlight.open() + " jobs did not start");
        }
        return latencies;
    }

    private Latencies print(String what, Latencies latencies) {
        out.println("| " + what + " | intended | " + latencies.count() + " | " + latencies.intended() + " |");
        out.println("| " + what + " | to durable | " + latencies.count() + " | " + latencies.toDurable() + " |");
        out.println("| " + what + " | durable | " + latencies.count() + " | " + latencies.durable() + " |");
        return latencies;
    }

    private void summarize(int count, List<Latencies> dispatched, List<Latencies> floor) {
        out.printf(
                Locale.ROOT,
                "%d pool(s), medians of %d rounds: p50 %.1f ms, p99 %.1f ms from durable; p50 %.1f ms, p99 %.1f ms from"
                        + " intended; floor p50 %.1f ms, p99 %.1f ms from intended;"
                        + " ratio from intended p50 %.2f, p99 %.2f%n",
                count,
                rounds,
                median(dispatched, latencies -> latencies.durableMillis(50)),
                median(dispatched, latencies -> latencies.durableMillis(99)),
                median(dispatched, latencies -> latencies.intendedMillis(50)),
                median(dispatched, latencies -> latencies.intendedMillis(99)),
                median(floor, latencies -> latencies.intendedMillis(50)),
                median(floor, latencies -> latencies.intendedMillis(99)),
                median(dispatched, latencies -> latencies.intendedMillis(50))
                        / median(floor, latencies -> latencies.intendedMillis(50)),
                median(dispatched, latencies -> latencies.intendedMillis(99))
                        / median(floor, latencies -> latencies.intendedMillis(99)));
    }

    private static double median(List<Latencies> runs, ToDoubleFunction<Latencies> value) {
        double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String pool(int count, int index) {
        return "bench-" + count + "-" + index;
    }
}
