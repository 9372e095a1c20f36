// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import java.util.Optional;
import java.util.Set;

/**
 * Follows jobs until they settle. Each is told once, since the log settles each once and a settled one is forgotten.
 */
public final class JobFollower {
    private final JobStore jobs;
    private final Set<JobEventType> types;

    /**
     * Follows jobs in {@code jobs}.
     *
     * @param types facts that matter, beside admission and settlement; the fewer, the less is stored
     */
    public JobFollower(JobStore jobs, Set<JobEventType> types) {
        this.jobs = jobs;
        this.types = types;
    }

    /** The job that a fact settles; empty for other facts, and for a job whose admission was never read. */
    public Optional<JobStatus> settledBy(LoggedEvent logged) {
        JobEvent event = logged.event();
        boolean matters = types.contains(event.getType())
                || event.getType() == JobEventType.JOB_ADMITTED
                || event.getType() == JobEventType.JOB_SETTLED;
        if (event.getJobId() == null || !matters) {
            return Optional.empty();
        }
        JobStatus job = JobFold.after(jobs.job(event.getJobId()), logged);
        if (job == null) {
            return Optional.empty();
        }
        if (job.getState() == JobState.SETTLED) {
            jobs.removeJob(event.getJobId());
            return Optional.of(job);
        }
        jobs.put(job);
        return Optional.empty();
    }
}
