// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.JobId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which jobs are to end: those that someone named, those of a pipeline, and those that newer ones take the place of.
 */
final class CancelBook {
    private final Collection<JobBook> jobs;
    private final Set<CancelTarget> asked = new HashSet<>();

    /** Asked for before they were known: such jobs never run. */
    private final Set<CancelTarget> first = new HashSet<>();

    /** What the input that is looked at has to cancel. */
    private final Set<JobId> expected = new LinkedHashSet<>();

    /** Whose place the jobs of the request that is looked at may take. */
    private final Set<JobId> replaceable = new HashSet<>();

    private final Set<JobId> superseded = new HashSet<>();

    /** @param jobs all that are not settled, kept up to date by others */
    CancelBook(Collection<JobBook> jobs) {
        this.jobs = jobs;
    }

    /** @param settled whether it is of a job that has settled */
    void asked(Input.CancellationRequested cancelled, boolean settled) {
        asked.add(cancelled.target());
        long known = jobs.stream()
                .filter(job -> job.isOf(cancelled.target()))
                .peek(job -> expected.add(job.id))
                .count();
        if (known == 0 && !settled) {
            first.add(cancelled.target());
        }
    }

    void requested(JobRequest request) {
        for (RequestedJob asks : request.getJobs()) {
            JobSpec spec = asks.getSpec();
            ConcurrencyGroup group = spec.getConcurrencyGroup();
            if (group != null && group.getCancelInProgress()) {
                jobs.stream()
                        .filter(job -> job.isIn(group, spec.getTenant(), request.getPool()))
                        .filter(job -> !job.request.equals(request.getRequestId()))
                        .forEach(job -> replaceable.add(job.id));
            }
        }
    }

    /** Before the job is among the others. */
    void admitted(JobBook job) {
        if (job.cancelInProgress) {
            jobs.stream()
                    .filter(other -> other.sharesGroup(job) && !other.request.equals(job.request))
                    .forEach(other -> expected.add(other.id));
        }
        if (cancelledFirst(job)) {
            expected.add(job.id);
        }
    }

    void accepted(JobBook job, Fact.CancellationAccepted fact) {
        boolean wanted =
                fact.supersededBy() == null ? asked.stream().anyMatch(job::isOf) : replaceable.contains(job.id);
        Violation.unless(wanted && !job.cancelled, Rule.CANCELLED_TOGETHER, fact);
        if (fact.supersededBy() != null) {
            superseded.add(job.id);
        }
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
            Violation.unless(
                    !expected.contains(job.id) || job.cancelled, Rule.CANCELLED_TOGETHER, job.id + " by " + input);
        }
        expected.clear();
        replaceable.clear();
    }
}
