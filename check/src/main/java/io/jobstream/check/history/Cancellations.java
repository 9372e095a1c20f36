// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.CancellationTerms;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestedJob;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of cancellations: what is cancelled was to be, and with a pipeline all of its jobs are, and with a
 * job that wants its concurrency group to itself all that came to it before.
 */
final class Cancellations {
    private final Findings findings;
    private final ConcurrencyGroups groups;

    /** Jobs that the input of {@link #expectedBy} must cancel, and has not yet. */
    private final Map<String, JobStory> expected = new HashMap<>();

    private @Nullable CitedFact expectedBy;

    Cancellations(Findings findings, ConcurrencyGroups groups) {
        this.findings = findings;
        this.groups = groups;
    }

    /** A fact follows: if it is of another input, all that the last one had to cancel has been cancelled. */
    void next(CitedFact fact) {
        CitedFact by = expectedBy;
        if (by != null && !by.fact().cited().equals(fact.fact().cited())) {
            expectedBy = null;
            expected.values()
                    .forEach(job -> findings.test(
                            Rule.CANCELLATION,
                            false,
                            () -> "job " + job.id + " is not cancelled by what cancels its like",
                            by,
                            job.last));
            expected.clear();
        }
    }

    /** After a job has come. */
    void admitted(CitedFact fact, JobStory job) {
        ConcurrencyGroup group = fact.event().getAdmission().getSpec().getConcurrencyGroup();
        if (group == null || !group.getCancelInProgress() || job.group == null) {
            return;
        }
        for (JobStory other : job.group.jobs()) {
            if (!other.cancelRequested && !other.admittedBy.equals(job.admittedBy)) {
                expect(fact, other);
            }
        }
    }

    /** Before it is noted that the job is cancelled. */
    void accepted(CitedFact fact, JobStory job) {
        Optional<JobCancellation> asked = fact.cause().flatMap(input -> input.as(JobCancellation.class));
        if (fact.input() == null) {
            findings.unread(Rule.CANCELLATION);
        } else {
            findings.test(
                    Rule.CANCELLATION,
                    asked.map(cancellation -> isOf(cancellation, job)).orElseGet(() -> superseded(fact, job)),
                    () -> "job " + job.id + " is cancelled, but what it cites does not ask for that",
                    fact,
                    job.last);
        }
        expected.remove(job.id);
        asked.map(JobCancellation::getPipelineId)
                .filter(pipeline -> job.whole())
                .ifPresent(pipeline -> groups.ofPipeline(job.pool, pipeline).stream()
                        .filter(other -> other != job && !other.cancelRequested)
                        .forEach(other -> expect(fact, other)));
    }

    /** One that has its outcome need not be cancelled. */
    void settled(JobStory job) {
        expected.remove(job.id);
    }

    private void expect(CitedFact fact, JobStory job) {
        expectedBy = fact;
        expected.put(job.id, job);
    }

    private static boolean isOf(JobCancellation cancellation, JobStory job) {
        return cancellation.getPipelineId() == null
                ? cancellation.getJobId().equals(job.id)
                : job.terms == null || cancellation.getPipelineId().equals(job.terms.pipeline());
    }

    /** By a request that has it, whose cancellation came before it, or another of its group. */
    private static boolean superseded(CitedFact fact, JobStory job) {
        CancellationTerms terms = fact.event().getCancellation();
        String by = terms == null ? null : terms.getSupersededBy();
        return fact.cause()
                .flatMap(input -> input.as(JobRequest.class))
                .filter(request -> request.getJobs().stream()
                        .map(RequestedJob::getSpec)
                        .anyMatch(spec -> by == null ? spec.getJobId().equals(job.id) : takesItsPlace(spec, by, job)))
                .isPresent();
    }

    private static boolean takesItsPlace(JobSpec spec, String by, JobStory job) {
        ConcurrencyGroup group = spec.getConcurrencyGroup();
        return spec.getJobId().equals(by)
                && group != null
                && group.getCancelInProgress()
                && (job.terms == null
                        || (job.terms.group() != null
                                && group.getName().equals(job.terms.group().name())
                                && spec.getTenant().equals(job.terms.tenant())));
    }
}
