// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where a job waits for a runner.
 *
 * @param requirementSet of what it asks for
 * @param since when it was queued; for one that lost its runner, before all that did not
 */
record Turn(String pool, String requirementSet, int priority, String tenant, Instant since, String jobId) {
    /** Among those of a tenant and a priority. */
    static final Comparator<Turn> OLDEST_FIRST =
            Comparator.comparing(Turn::since).thenComparing(Turn::jobId);

    /** Null for a job that does not wait for a runner of a pool. */
    static @Nullable Turn of(JobStatus job) {
        if (job.getState() != JobState.QUEUED || job.getObserved() != null) {
            return null;
        }
        boolean front = !job.getAttempts().isEmpty();
        return new Turn(
                job.getPool().intern(),
                job.getRequirementSet().intern(),
                job.getSpec().getPriority(),
                job.getSpec().getTenant().intern(),
                front || job.getQueuedAt() == null ? Instant.EPOCH.plusMillis(job.getEventOffset()) : job.getQueuedAt(),
                job.getSpec().getJobId());
    }
}
