// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.verdict;

import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** What the log holds, counted as it is read. */
public final class Tally {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<LeaseEndReason, Long> leaseEnds = new EnumMap<>(LeaseEndReason.class);
    private final Map<Counted, Long> counts = new EnumMap<>(Counted.class);

    /** What is counted. */
    public enum Counted {
        /** Attempts that were granted. */
        ATTEMPTS,
        /** Jobs without an outcome where reading ended. */
        JOBS_UNDER_WAY,
        /** Jobs that were admitted before what was read, or forgotten since: checked for what can be known. */
        JOBS_BEGAN_BEFORE,
        /** Requests behind the last one that was decided. */
        REQUESTS_PENDING,
        /** Requests that cannot be judged, since what preceded them was not read. */
        REQUESTS_UNJUDGED,
        /** Facts whose cited input was not there to be read. */
        INPUTS_UNREAD,
        /** Jobs whose newest status follows from an earlier fact than their last. */
        STATUSES_BEHIND,
        /** Jobs without a status. */
        STATUSES_MISSING,
        /** Statements that follow from facts behind what was read. */
        STATUSES_AHEAD,
        /** Statements of jobs that the facts that were read do not tell of. */
        STATUSES_UNJUDGED
    }

    public void add(Counted counted, long more) {
        counts.merge(counted, more, Long::sum);
    }

    public void add(Outcome outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    public void add(LeaseEndReason reason) {
        leaseEnds.merge(reason, 1L, Long::sum);
    }

    public long of(Counted counted) {
        return counts.getOrDefault(counted, 0L);
    }

    /** Settled jobs by outcome. */
    public Map<Outcome, Long> outcomes() {
        return Map.copyOf(outcomes);
    }

    /** Leases that ended, by how they did. */
    public Map<LeaseEndReason, Long> leaseEnds() {
        return Map.copyOf(leaseEnds);
    }
}
