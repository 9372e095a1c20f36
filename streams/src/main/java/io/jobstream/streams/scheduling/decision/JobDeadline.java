// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Instant;

/** The instant at which something is due with a job. */
public record JobDeadline(Instant at, JobId job) {
    /** What is due. */
    public enum Kind {
        /** A grant must be accepted. */
        ACCEPTANCE,
        /** An accepted lease must be renewed. */
        RENEWAL,
        /** The result of an ended attempt must come. */
        RESULT,
        /** The attempt must have ended by itself. */
        TIME_LIMIT,
        /** A job that was delayed is queued again. */
        DELAY,
        /** An attempt must have begun. */
        START
    }
}
