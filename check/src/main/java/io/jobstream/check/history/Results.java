// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.JobResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is promised of results: one counts for a job, and each that counts is the holder's, as its runner wrote it. */
final class Results {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Retries retries;

    Results(Findings findings, LiveJobs jobs, Retries retries) {
        this.findings = findings;
        this.jobs = jobs;
        this.retries = retries;
    }

    void accepted(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        asReported(fact, fact.event().getResult());
        AttemptStory lease = findings.lease(fact, job);
        if (lease != null) {
            findings.test(
                    Rule.RESULT,
                    lease.accepted && !job.resulted,
                    () -> "a result of " + fact.attempt() + " counts, but it "
                            + (job.resulted ? "is not the first" : "was never accepted"),
                    fact,
                    job.last);
            retries.resultAccepted(fact, job, lease);
            lease.resulted(fact.event().getResult());
        }
        job.resulted = true;
        job.last = fact.position();
    }

    void refused(CitedFact fact) {
        JobStory job = jobs.get(fact.jobId());
        AttemptStory lease = job == null ? null : job.lease;
        if (lease != null) {
            findings.test(
                    Rule.RESULT,
                    !lease.heldBy(fact.event()),
                    () -> "the result of " + fact.attempt() + " is refused, but it holds the lease",
                    fact,
                    lease.grantedBy);
        }
    }

    /** A lease ended by a result that is not the job's. */
    void ended(CitedFact fact, AttemptStory lease) {
        AcceptedResult result = fact.event().getLeaseEnd().getResult();
        findings.test(
                Rule.RESULT,
                lease.accepted,
                () -> fact.attempt() + " ends by a result, but was never accepted",
                fact,
                lease.grantedBy);
        asReported(fact, result);
        if (result != null) {
            lease.resulted(result);
        }
    }

    /** @param accepted null where a scheduler that did not write it yet took the result for a loss */
    private void asReported(CitedFact fact, @Nullable AcceptedResult accepted) {
        if (fact.input() == null) {
            findings.unread(Rule.RESULT);
            return;
        }
        findings.test(
                Rule.RESULT,
                fact.cause()
                        .flatMap(input -> input.as(JobResult.class))
                        .filter(result -> result.getJobId().equals(fact.jobId())
                                && result.getAttempt() == fact.event().getAttempt()
                                && result.getSessionId().equals(fact.event().getSessionId()))
                        .filter(result -> accepted == null || says(accepted, result))
                        .isPresent(),
                () -> "the result of " + fact.attempt() + " that counts is not the one that its runner wrote",
                fact,
                null);
    }

    private static boolean says(AcceptedResult accepted, JobResult result) {
        return accepted.getOutcome() == result.getOutcome()
                && accepted.getCause() == result.getCause()
                && Objects.equals(accepted.getExitCode(), result.getExitCode());
    }
}
