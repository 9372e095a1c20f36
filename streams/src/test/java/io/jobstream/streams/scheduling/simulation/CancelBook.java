// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.JobId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which jobs are to end: those that someone named, those of a pipeline, and those that newer ones take the place of. */
final class CancelBook {
    private final Collection<JobBook> jobs;
    private final Set<CancelTarget> asked = new HashSet<>();

    /** Asked for before they were known: such jobs never run. */
    private final Set<CancelTarget> first = new HashSet<>();

    /** What the input that is looked at has to cancel. */
    private final Set<JobId> expected = new LinkedHashSet<>();

    private final Set<JobId> superseded = new HashSet<>();

    /** @param jobs all that are not settled, kept up to date by others */
    CancelBook(Collection<JobBook> jobs) {
        this.jobs = jobs;
    }

    /** @param settled whether it is of a job that has settled */
    void asked(Input.CancellationRequested cancelled, boolean settled) {
        asked.add(cancelled.target());
        long known = jobs.stream()
                .filter(job -> job.isOf(cancelled.target()) && job.pool.equals(cancelled.pool()))
                .peek(job -> expected.add(job.id))
                .count();
        if (known == 0 && !settled) {
            first.add(cancelled.target());
        }
    }

    /** Before the job is among the others. */
    void admitted(JobBook job) {
        if (job.cancelInProgress) {
            jobs.stream()
                    .filter(other -> other.sharesGroup(job) && !other.request.equals(job.request))
                    .forEach(other -> {
                        expected.add(other.id);
                        superseded.add(other.id);
                    });
        }
        if (cancelledFirst(job)) {
            expected.add(job.id);
        }
    }

    void accepted(JobBook job, Fact fact) {
        boolean wanted = superseded.contains(job.id) || asked.stream().anyMatch(job::isOf);
        Violation.unless(wanted && !job.cancelled, Rule.CANCELLED_TOGETHER, fact);
        job.cancelled = true;
        job.retries.cancelled();
    }

    boolean cancelledFirst(JobBook job) {
        return first.stream().anyMatch(job::isOf);
    }

    boolean superseded(JobBook job) {
        return superseded.contains(job.id);
    }

    /** After all that an input meant. */
    void check(Object input) {
        for (JobBook job : jobs) {
            Violation.unless(!expected.contains(job.id) || job.cancelled, Rule.CANCELLED_TOGETHER, job.id + " by " + input);
        }
        expected.clear();
    }
}
