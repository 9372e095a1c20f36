// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobStatus;
import org.jspecify.annotations.Nullable;

/** A concurrency group: each tenant has its own in each pool. */
record GroupKey(String pool, String tenant, String name) {
    static GroupKey of(JobStatus job, ConcurrencyGroup group) {
        return new GroupKey(job.getPool(), job.getSpec().getTenant(), group.getName());
    }

    /** The group that a job holds; null when it has none, or no attempt that takes a slot. */
    static @Nullable GroupKey heldBy(JobStatus job) {
        ConcurrencyGroup group = job.getSpec().getConcurrencyGroup();
        return group != null && job.getAttempts().stream().anyMatch(GroupKey::takesSlot) ? of(job, group) : null;
    }

    /** An attempt takes one from its grant until its runner says that it ended, or its lease has. */
    private static boolean takesSlot(AttemptStatus attempt) {
        return attempt.getEndReason() == null && (attempt.getAcceptedAt() == null || attempt.getPhase() != null);
    }
}
