// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/** Why an attempt is over, as its session sees it. */
public enum Reason {
    /** It ended by itself; how is for its execution to say. */
    ENDED(true),
    /** The job was cancelled. */
    CANCELLED(true),
    /** The scheduler saw its time limit pass. */
    TIMED_OUT(true),
    /** No heartbeat was acknowledged for the length of the lease. */
    LEASE_RAN_OUT(true),
    /** The runner was told to stop without waiting for its jobs, or can no longer watch over them. */
    SHUT_DOWN(true),
    /** Its grant could not be taken. */
    DECLINED(false),
    /** Its acceptance reached the log too late. */
    LATE(false),
    /** The scheduler says that this session holds no lease of it. */
    NOT_LEASED(false),
    /** A newer attempt of the same job was granted. */
    SUPERSEDED(false),
    /** The session is over. */
    DISMISSED(false);

    private final boolean hasResult;

    Reason(boolean hasResult) {
        this.hasResult = hasResult;
    }

    /** Whether the scheduler is told how the attempt ended. */
    public boolean hasResult() {
        return hasResult;
    }
}
