// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.checking;

import io.jobstream.check.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How far a check has come, once a second at most; what is over within a second says nothing. */
final class ProgressLines implements Progress {
    private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private final long begin;
    private long told;

    ProgressLines(PrintWriter err, LongSupplier nanoTime) {
        this.err = err;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.told = begin;
    }

    @Override
    public void read(long records, double part) {
        long now = nanoTime.getAsLong();
        if (now - told >= APART_NANOS) {
            told = now;
            err.println(String.format(
                    Locale.ROOT,
                    "%3.0f %%  %,d records, %,.0f a second",
                    Math.min(1, part) * 100,
                    records,
                    records * 1e9 / (now - begin)));
            err.flush();
        }
    }
}
