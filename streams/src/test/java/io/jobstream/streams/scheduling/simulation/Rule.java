// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

/** What must hold in every run. */
enum Rule {
    /** A job has at most one live lease, at every fact. */
    ONE_LIVE_LEASE,
    /** Executions of a job never overlap in real time. */
    NO_OVERLAP,
    /** When a lease ends or its slot is freed, nothing of its attempt runs. */
    EXECUTION_ENDS_FIRST,
    /** An execution starts only when a heartbeat that lists it was acknowledged with a stamp not after acceptBy. */
    START_AFTER_ACCEPTANCE,
    /** The scheduler counts no acceptance stamped after acceptBy. */
    ACCEPTED_IN_TIME,
    /** No runner has more leases that take a slot than slots, nor more executions. */
    SLOTS,
    /** A result counts only from the attempt and session that hold the lease, and once. */
    RESULT_OF_THE_LEASE,
    /** A job settles once, and nothing happens to it afterwards. */
    SETTLED_ONCE,
    /** Each grant is the next attempt. */
    ATTEMPTS_GROW,
    /** No job is retried more often than it may be, nor given up earlier. */
    ATTEMPTS_BOUNDED,
    /**
     * After an attempt that failed or was lost there is another exactly when its job's policy says so, and not earlier.
     */
    RETRY,
    /**
     * Grants go to the newest session of a runner that is there, ready, not drained, not deaf, and has the labels and
     * resources.
     */
    GRANT_FITS,
    /** Leases of a runner take no more of a resource than it has. */
    RESOURCES,
    /** Of the runners that have room, the one with least that the job does not ask for, then as the pool packs. */
    CHOICE,
    /** What is kept for jobs that have waited for long is given to nobody who counts as no more. */
    HELD,
    /** A drain is said to the newest session of a runner that has not left. */
    DRAIN_FITS,
    /** A job is queued and granted only after all that it needs ended as it must, and cancelled for that only else. */
    NEEDS,
    /** No more jobs of a concurrency group hold a slot than the one that is granted allows. */
    GROUP,
    /** What is cancelled was to be, and all of it at once: of a pipeline, or of what a newer job takes the place of. */
    CANCELLED_TOGETHER,
    /** Priority, raised by waiting; within a tenant then what lost its runner, then age. */
    ORDER,
    /** Within a priority, who has least of the pool, by weight. */
    FAIR_SHARE,
    /** No tenant has more leases or waiting jobs than its policy allows when it is given another. */
    QUOTA,
    /** Nothing is lost before a tick is past its deadline by the margin, nor in the grace after a gap. */
    NOT_BEFORE_ITS_TIME,
    /** A session that was superseded never comes back. */
    SUPERSEDED_FOR_GOOD,
    /** An input has its effect once, however often it is read. */
    DECIDED_ONCE,
    /** After each input no job waits beside an idle runner that fits. */
    NO_IDLE_RUNNER,
    /** A job whose end, or that of its pipeline, was asked for before it came never runs. */
    CANCELLED_FIRST,
    /** Replaying the log, or rebuilding from the store, gives an equal state. */
    REPLAY,
    /** When faults stop, every job that was asked for settles. */
    EVERYTHING_SETTLES,
    /** When faults stop, every session that was drained leaves. */
    DRAINED_LEAVES,
    /** No exception. */
    NO_FAILURE
}
