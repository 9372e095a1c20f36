// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The observed jobs of a partition, those that have ended too: a late delivery must not begin them anew. */
public final class ObservedJobs {
    /** A job of which nothing was heard for so long is forgotten, however it stood. Forges redeliver for three days. */
    static final Duration REMEMBERED = Duration.ofDays(7);

    /** With each observation at most so many are forgotten: more than the one that it may add. */
    private static final int FORGOTTEN_AT_A_TIME = 2;

    private final ObservedStore store;
    /** None has been silent since before that. */
    private Instant silentSince = Instant.MIN;

    ObservedJobs(ObservedStore store) {
        this.store = store;
    }

    /**
     * What an observation changed.
     *
     * @param settled whether it is the one by which the job ended
     */
    public record Change(JobStatus job, boolean settled) {}

    /** What an observation changes; empty when it says nothing new. */
    public Optional<Change> observed(LoggedObservation logged) {
        String jobId = logged.observation().getSpec().getJobId();
        @Nullable JobStatus before = store.job(jobId);
        JobStatus after = ObservedFold.after(before, logged);
        if (after == null) {
            return Optional.empty();
        }
        store.replace(before, after);
        boolean settledBefore = before != null && before.getState() == JobState.SETTLED;
        return Optional.of(new Change(after, after.getState() == JobState.SETTLED && !settledBefore));
    }

    /**
     * The job that an observation ends, told once; for those that want to know only that, it forgets others as well.
     */
    public Optional<JobStatus> settledBy(LoggedObservation logged) {
        Optional<JobStatus> settled = observed(logged).filter(Change::settled).map(Change::job);
        forgotten(logged.stamp());
        return settled;
    }

    /** Forgets jobs of which nothing has been heard for long, and tells them. */
    public List<JobStatus> forgotten(Instant now) {
        Instant due = now.minus(REMEMBERED);
        List<JobStatus> forgotten = new ArrayList<>();
        while (forgotten.size() < FORGOTTEN_AT_A_TIME && !silentSince.isAfter(due)) {
            ObservedStore.Silent oldest = store.oldest();
            silentSince = oldest == null ? now : oldest.since();
            JobStatus job = oldest == null || silentSince.isAfter(due) ? null : store.job(oldest.jobId());
            if (job == null) {
                break;
            }
            store.remove(job);
            forgotten.add(job);
        }
        return forgotten;
    }
}
