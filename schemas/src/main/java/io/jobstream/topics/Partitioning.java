// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

/** What decides a record's partition. */
public enum Partitioning {
    /** The record's own key. */
    BY_KEY(1),
    /** The pool the record is about, which need not be its key. */
    BY_POOL(1),
    /** The repository the record is about: {@link PoolPartitions#ofRepository}. */
    BY_REPOSITORY(1),
    /** The partition of {@code ci.audit} that the record is about, which is its key. */
    BY_AUDIT_PARTITION(1),
    /** None: it is written once to each, since it concerns all pools. */
    EVERY(1),
    /** The pool, then the runner: {@link PoolPartitions#ofAssignment}. */
    BY_POOL_AND_RUNNER(4);

    private final int factor;

    Partitioning(int factor) {
        this.factor = factor;
    }

    /** How many partitions such a topic has for each partition of a pool-keyed one. */
    public int factor() {
        return factor;
    }
}
