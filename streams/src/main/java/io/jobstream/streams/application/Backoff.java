// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import java.time.Duration;

/** How long to wait after a failure: doubling while failures follow each other, short again after a quiet minute. */
final class Backoff {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private Duration next = SHORTEST;
    private long lastNanos;
    private boolean failed;

    /** The wait after a failure at {@code nanos} of a monotonic clock. */
    synchronized Duration afterFailureAt(long nanos) {
        if (!failed || nanos - lastNanos > QUIET.toNanos()) {
            next = SHORTEST;
        }
        failed = true;
        lastNanos = nanos;
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return wait;
    }
}
