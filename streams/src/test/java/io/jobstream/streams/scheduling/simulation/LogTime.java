// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.time.Duration;
import java.time.Instant;

/** The partition's time, reckoned from the stamps that were read. */
final class LogTime {
    static final Duration LEASE = Duration.ofSeconds(12);
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private Instant now = Instant.EPOCH;
    private Instant ticked = Instant.EPOCH;
    private Instant graceUntil = Instant.EPOCH;

    Instant now() {
        return now;
    }

    Instant ticked() {
        return ticked;
    }

    void heard(Instant stamp) {
        now = stamp.isAfter(now) ? stamp : now;
    }

    void ticked(Instant stamp) {
        boolean gap = !ticked.equals(Instant.EPOCH) && stamp.isAfter(ticked.plus(MARGIN));
        graceUntil = gap ? stamp.plus(LEASE) : graceUntil;
        ticked = stamp.isAfter(ticked) ? stamp : ticked;
        heard(stamp);
    }

    /** Whether a tick is past {@code deadline} by the margin, and past the grace of a gap if there is one. */
    boolean passed(Instant deadline, boolean graced) {
        Instant passed = ticked.minus(MARGIN);
        return passed.isAfter(deadline) && (!graced || passed.isAfter(graceUntil));
    }
}
