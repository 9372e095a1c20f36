// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a decision costs, and what of it grows with the queue. */
@Command(
        name = "decisions",
        mixinStandardHelpOptions = true,
        description =
                "Time per decision of the scheduler's core, without Kafka, and its index's heap, by queue length.")
final class Decisions implements Callable<Integer> {
    private static final long SEED = 1;
    private static final long HIGHEST_NANOS = Duration.ofSeconds(10).toNanos();

    @Option(
            names = "--queued",
            split = ",",
            defaultValue = "1000,1000000",
            description = "jobs that wait (${DEFAULT-VALUE})")
    private List<Integer> queued = List.of();

    @Option(names = "--runners", defaultValue = "10000", description = "runners, all busy (${DEFAULT-VALUE})")
    private int runners;

    @Option(names = "--label-sets", defaultValue = "200", description = "sets of labels (${DEFAULT-VALUE})")
    private int labelSets;

    @Option(
            names = "--idle-label-sets",
            defaultValue = "0",
            description = "sets of labels of an idle runner that no job asks for (${DEFAULT-VALUE})")
    private int idleLabelSets;

    @Option(names = "--tenants", defaultValue = "1000", description = "tenants (${DEFAULT-VALUE})")
    private int tenants;

    @Option(names = "--cycles", defaultValue = "200000", description = "cycles that count (${DEFAULT-VALUE})")
    private int cycles;

    @Option(names = "--rounds", defaultValue = "3", description = "how often all is repeated (${DEFAULT-VALUE})")
    private int rounds;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() {
        out.println(MachinePauses.observed());
        out.println("| queued | decision | count | p50, us | p90, us | p99, us | p99.9, us | max, us |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (int round = 0; round <= rounds; round++) {
            for (int length : queued) {
                measure(new LoadedPoolSize(length, runners, labelSets, idleLabelSets, tenants), round > 0);
            }
        }
        return 0;
    }

    /** The first round compiles, and counts as little as the first half of each. */
    private void measure(LoadedPoolSize size, boolean counts) {
        long before = usedHeap();
        LoadedPool pool = new LoadedPool(size, SEED);
        long heap = usedHeap() - before;
        run(pool);
        Map<String, Histogram> times = run(pool);
        if (counts) {
            times.forEach((decision, nanos) -> out.println(row(size.queued(), decision, nanos)));
            Histogram all = new Histogram(HIGHEST_NANOS, 3);
            times.values().forEach(all::add);
            out.println(row(size.queued(), "all of these", all));
            double seconds =
                    times.values().stream().mapToDouble(Decisions::total).sum() / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%,d queued: %,.0f life cycles/s of one thread; index %,d MB%n",
                    size.queued(),
                    cycles / seconds,
                    heap >> 20);
        }
    }

    private Map<String, Histogram> run(LoadedPool pool) {
        Map<String, Histogram> times = new LinkedHashMap<>();
        for (int cycle = 0; cycle < cycles; cycle++) {
            time(times, "result and next grant", pool::result);
            time(times, "acceptance", pool::accept);
            time(times, "request", pool::request);
            time(times, "renewal", pool::renew);
        }
        return times;
    }

    private static void time(Map<String, Histogram> times, String decision, Runnable step) {
        long begin = System.nanoTime();
        step.run();
        long nanos = System.nanoTime() - begin;
        times.computeIfAbsent(decision, missing -> new Histogram(HIGHEST_NANOS, 3))
                .recordValue(Math.min(HIGHEST_NANOS, nanos));
    }

    private static String row(int queued, String decision, Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %,d | %.1f | %.1f | %.1f | %.1f | %.1f |",
                queued,
                decision,
                nanos.getTotalCount(),
                micros(nanos, 50),
                micros(nanos, 90),
                micros(nanos, 99),
                micros(nanos, 99.9),
                nanos.getMaxValue() / 1e3);
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }

    private static double total(Histogram nanos) {
        return nanos.getMean() * nanos.getTotalCount();
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
