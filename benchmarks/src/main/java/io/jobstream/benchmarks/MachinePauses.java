// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What the machine takes from a thread that only looks at the clock: timer interrupts and whatever else runs. No time
 * that is measured in microseconds means anything without it.
 */
final class MachinePauses {
    private static final long LENGTH = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_MIN = TimeUnit.MICROSECONDS.toNanos(10);

    private MachinePauses() {}

    /** Looks for some seconds, and says how often the thread did not run, and for how long. */
    static String observed() {
        Histogram pauses = new Histogram(3);
        long begin = System.nanoTime();
        long last = begin;
        long lost = 0;
        while (last - begin < LENGTH) {
            long now = System.nanoTime();
            if (now - last >= PAUSE_MIN) {
                pauses.recordValue(now - last);
                lost += now - last;
            }
            last = now;
        }
        return String.format(
                Locale.ROOT,
                "a thread that only looks at the clock is kept from it %.0f times a second for 10 us or more, 50 %% of"
                        + " them for %.0f us, 99 %% for at most %.0f us; %.1f %% of its time in all",
                pauses.getTotalCount() * 1e9 / (last - begin),
                pauses.getValueAtPercentile(50) / 1_000.0,
                pauses.getValueAtPercentile(99) / 1_000.0,
                100.0 * lost / (last - begin));
    }
}
