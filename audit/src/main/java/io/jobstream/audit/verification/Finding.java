// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

/**
 * A range of a partition that does not hold.
 *
 * @param kind in what way
 * @param partition of {@code ci.audit}
 * @param from the first offset of the range
 * @param to the last
 * @param detail what was expected and what was found, in words
 */
public record Finding(Kind kind, int partition, long from, long to, String detail) {
    /** In what way. */
    public enum Kind {
        /** A sealed record is not there. */
        REMOVED,
        /** A sealed record says something else, or stands elsewhere. */
        CHANGED,
        /** The log ends before what was sealed does. */
        CUT_OFF,
        /** A seal that no known key signed, or that contradicts itself or another. */
        FORGED_SEAL,
        /** A seal is not there that a later one goes on from. */
        SEAL_REMOVED,
        /** Records that should long have been sealed. */
        UNSEALED
    }

    @Override
    public String toString() {
        return kind + " partition " + partition + ", offsets " + from + " to " + to + ": " + detail;
    }
}
