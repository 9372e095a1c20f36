// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import io.jobstream.schemas.Outcome;
import java.util.List;

/**
 * What is kept of a job.
 *
 * @param partition of its pool
 * @param offset of the last fact that its status follows from
 * @param outcome what it settled with; {@code UNKNOWN} when it did not
 * @param settled whether it has settled
 * @param whole whether its admission was read, so that all of its status can be told
 * @param fingerprint of the status that its facts add up to
 */
public record KnownJob(int partition, long offset, Outcome outcome, boolean settled, boolean whole, long fingerprint) {
    private static final int PARTITION_BITS = 12;
    private static final int OUTCOME_BITS = 4;
    private static final int FLAG_BITS = 4;
    private static final int OFFSET_SHIFT = PARTITION_BITS + OUTCOME_BITS + FLAG_BITS;
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
    private static final List<Standing> STANDINGS = List.of(Standing.values());

    /** More than any cluster has of this. */
    static final int PARTITIONS_MAX = 1 << PARTITION_BITS;

    /** All but the fingerprint, and how its newest status stands to its facts, in one word. */
    long packed(Standing standing) {
        if (partition >= PARTITIONS_MAX) {
            throw new IllegalArgumentException("at most " + PARTITIONS_MAX + " partitions: " + partition);
        }
        return offset << OFFSET_SHIFT
                | (long) partition << (OUTCOME_BITS + FLAG_BITS)
                | (long) OUTCOMES.indexOf(outcome) << FLAG_BITS
                | (settled ? 8 : 0)
                | (whole ? 4 : 0)
                | STANDINGS.indexOf(standing);
    }

    static KnownJob unpacked(long word, long fingerprint) {
        return new KnownJob(
                (int) (word >>> (OUTCOME_BITS + FLAG_BITS)) & (PARTITIONS_MAX - 1),
                word >>> OFFSET_SHIFT,
                OUTCOMES.get((int) (word >>> FLAG_BITS) & ((1 << OUTCOME_BITS) - 1)),
                (word & 8) != 0,
                (word & 4) != 0,
                fingerprint);
    }

    static Standing standing(long word) {
        return STANDINGS.get((int) (word & 3));
    }

    /** How a job's newest status stands to its facts. */
    public enum Standing {
        /** There is none. */
        MISSING,
        /** It follows from an earlier fact than the last. */
        BEHIND,
        /** It follows from the last fact, or from one that was not read. */
        CURRENT
    }
}
