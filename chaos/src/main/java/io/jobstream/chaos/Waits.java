// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.util.Locale;
import org.HdrHistogram.AbstractHistogram;

/** A distribution of waits in one line. */
final class Waits {
    private Waits() {}

    static String of(AbstractHistogram waits) {
        return waits.getTotalCount() == 0
                ? "no job was started"
                : String.format(
                        Locale.ROOT,
                        "%d starts, waits p50 %d ms, p90 %d ms, p99 %d ms, max %d ms",
                        waits.getTotalCount(),
                        waits.getValueAtPercentile(50),
                        waits.getValueAtPercentile(90),
                        waits.getValueAtPercentile(99),
                        waits.getMaxValue());
    }
}
