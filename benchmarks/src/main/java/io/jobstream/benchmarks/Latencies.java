// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.ConcurrentHistogram;

/** Latencies of one kind in one run, in microseconds, from two beginnings, and between these. */
final class Latencies {
    private static final long HIGHEST_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;

    private final ConcurrentHistogram fromIntended = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final ConcurrentHistogram toDurable = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final ConcurrentHistogram fromDurable = new ConcurrentHistogram(HIGHEST_MICROS, 3);

    /** {@code intended}: when it should have been sent; {@code durable}: when its sender knew that the log has it. */
    void record(long intended, long durable, long end) {
        fromIntended.recordValue(micros(end - intended));
        toDurable.recordValue(micros(durable - intended));
        // It may have arrived before its sender knew.
        fromDurable.recordValue(micros(Math.max(0, end - durable)));
    }

    long count() {
        return fromIntended.getTotalCount();
    }

    double intendedMillis(double percentile) {
        return fromIntended.getValueAtPercentile(percentile) / 1_000.0;
    }

    double durableMillis(double percentile) {
        return fromDurable.getValueAtPercentile(percentile) / 1_000.0;
    }

    String intended() {
        return cells(fromIntended);
    }

    /** From the intended moment until the sender knew that the log has it. */
    String toDurable() {
        return cells(toDurable);
    }

    String durable() {
        return cells(fromDurable);
    }

    /** Percentiles as cells of a table: 50, 90, 99, 99.9 and the largest, in milliseconds. */
    private static String cells(ConcurrentHistogram histogram) {
        return String.format(
                Locale.ROOT,
                "%6.1f | %6.1f | %6.1f | %6.1f | %6.1f",
                histogram.getValueAtPercentile(50) / 1_000.0,
                histogram.getValueAtPercentile(90) / 1_000.0,
                histogram.getValueAtPercentile(99) / 1_000.0,
                histogram.getValueAtPercentile(99.9) / 1_000.0,
                histogram.getMaxValue() / 1_000.0);
    }

    private static long micros(long nanos) {
        return Math.min(HIGHEST_MICROS, nanos / 1_000);
    }
}
