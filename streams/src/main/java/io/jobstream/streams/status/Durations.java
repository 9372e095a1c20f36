// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import org.jspecify.annotations.Nullable;

/** The last durations of a kind, in milliseconds, and their mean. */
final class Durations {
    private static final int KEPT_MAX = 32;

    private final long[] kept = new long[KEPT_MAX];
    private long added;
    private long sum;

    void add(long millis) {
        int slot = (int) (added % KEPT_MAX);
        sum += millis - kept[slot];
        kept[slot] = millis;
        added++;
    }

    /** Null when there is none. */
    @Nullable
    Long mean() {
        return added == 0 ? null : Long.valueOf(sum / Math.min(added, KEPT_MAX));
    }
}
