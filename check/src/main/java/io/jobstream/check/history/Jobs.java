// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.history.JobStory.JobTerms;
import io.jobstream.check.kept.StatusFingerprint;
import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.CancellationTerms;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Queueing;
import io.jobstream.schemas.Settlement;
import java.util.Objects;
import java.util.Set;

/** What is promised of a job itself: admitted once, as it was requested, and settled once, as its result says. */
final class Jobs {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Runners runners;
    private final Retries retries;
    private final Cancellations cancellations;

    Jobs(Findings findings, LiveJobs jobs, Runners runners, Retries retries, Cancellations cancellations) {
        this.findings = findings;
        this.jobs = jobs;
        this.runners = runners;
        this.retries = retries;
        this.cancellations = cancellations;
    }

    void admitted(CitedFact fact) {
        JobStory known = jobs.get(fact.jobId());
        boolean isNew = findings.test(
                Rule.ADMITTED_ONCE,
                !jobs.has(fact.jobId()),
                () -> "job " + fact.jobId() + " is admitted, but the log has it already",
                fact,
                known == null ? null : known.last);
        if (isNew) {
            JobStory job = asRequested(fact);
            jobs.add(job);
            cancellations.admitted(fact, job);
            findings.test(
                    Rule.QUOTA,
                    jobs.shares.of(job).mayHaveThoseThatWait(),
                    () -> "job " + job.id + " is admitted, but its tenant "
                            + job.known().tenant() + " has as many jobs waiting as it may",
                    fact,
                    null);
        }
    }

    void queued(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        hasNoLease(fact, job, "is queued");
        findings.needs(fact, job);
        Queueing queueing = fact.event().getQueueing();
        attemptsLost(fact, job, queueing.getAttemptsLost());
        retries.queued(fact, job);
        jobs.waiting.remove(job, null);
        job.front = queueing.getFront();
        job.state = JobState.QUEUED;
        job.openNeeds = Set.of();
        jobs.waiting.add(job, fact.event().getAt());
        job.last = fact.position();
    }

    void delayed(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        hasNoLease(fact, job, "is delayed");
        attemptsLost(fact, job, fact.event().getDelay().getAttemptsLost());
        retries.delayed(fact, job);
        jobs.waiting.remove(job, null);
        job.state = JobState.WAITING;
        job.last = fact.position();
    }

    void cancellationAccepted(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job != null) {
            cancellations.accepted(fact, job);
            job.cancelRequested = true;
            job.superseded = isSuperseded(fact);
            job.last = fact.position();
        }
    }

    void settled(CitedFact fact) {
        boolean refused = fact.event().getAdmission() != null && !jobs.has(fact.jobId());
        JobStory job = refused ? asRequested(fact) : findings.about(fact);
        if (job == null) {
            return;
        }
        AttemptStory lease = job.lease;
        hasNoLease(fact, job, "settles");
        if (lease != null) {
            runners.free(lease, fact.event().getAt());
        }
        outcome(fact, job, refused);
        cancelledByRule(fact, job);
        cancellations.settled(job);
        findings.test(Rule.SETTLED_ONCE, true, () -> "", fact, null);
        if (lease == null && !job.resulted) {
            retries.settled(fact, job);
        }
        job.last = fact.position();
        jobs.settle(job, fact.event().getSettlement(), fact.position());
    }

    private void hasNoLease(CitedFact fact, JobStory job, String what) {
        AttemptStory lease = job.lease;
        findings.test(
                Rule.ONE_LEASE,
                lease == null,
                () -> "job " + job.id + " " + what + " while " + lease + " holds its lease",
                fact,
                lease == null ? null : lease.grantedBy);
    }

    private void attemptsLost(CitedFact fact, JobStory job, int said) {
        if (job.whole()) {
            findings.test(
                    Rule.LOST_ATTEMPTS,
                    said == job.attemptsLostInLog(),
                    () -> fact.type() + " of job " + job.id + " with " + said + " lost attempts, but the log has "
                            + job.attemptsLostInLog(),
                    fact,
                    job.last);
        }
    }

    private static boolean isSuperseded(CitedFact fact) {
        CancellationTerms terms = fact.event().getCancellation();
        return terms != null && terms.getSupersededBy() != null;
    }

    /** Of a job that nobody asked to end, and that did not end by itself. */
    private void cancelledByRule(CitedFact fact, JobStory job) {
        Settlement settlement = fact.event().getSettlement();
        boolean byRule = settlement.getOutcome() == Outcome.CANCELLED && settlement.getCause() == Cause.POLICY;
        if (job.terms == null || job.resulted || job.superseded || !byRule) {
            return;
        }
        NeedsCondition condition = job.terms.condition();
        boolean holds = condition == NeedsCondition.SUCCESS
                ? job.needMissed
                : condition == NeedsCondition.FAILURE && job.openNeeds.isEmpty() && !job.needFailed;
        findings.test(
                Rule.NEEDS,
                holds,
                () -> "job " + job.id + " is cancelled, but what it needs has not ended otherwise than it must",
                fact,
                job.last);
    }

    private void outcome(CitedFact fact, JobStory job, boolean refused) {
        Outcome outcome = fact.event().getSettlement().getOutcome();
        Outcome resulted = job.attempts.stream()
                .filter(attempt -> !attempt.lost())
                .map(attempt -> attempt.outcome)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (!job.whole() && resulted == null) {
            findings.unread(Rule.OUTCOME);
            return;
        }
        boolean agrees = resulted == null
                ? outcome != Outcome.SUCCEEDED && outcome != Outcome.FAILED && (outcome == Outcome.REFUSED) == refused
                : outcome == resulted;
        findings.test(
                Rule.OUTCOME,
                agrees,
                () -> "job " + job.id + " settles as " + outcome + ", but "
                        + (resulted == null ? "it has no result" : "its result says " + resulted),
                fact,
                job.last);
    }

    /** The job as its admission says, which is what its request says. */
    private JobStory asRequested(CitedFact fact) {
        Admission admission = fact.event().getAdmission();
        JobTerms terms =
                JobTerms.of(admission, jobs.waiting.requirementSet(fact.event().getPool(), admission.getSpec()));
        if (fact.input() == null) {
            findings.unread(Rule.ADMITTED_ONCE);
        } else {
            findings.test(
                    Rule.ADMITTED_ONCE,
                    fact.cause()
                            .flatMap(input -> input.as(JobRequest.class))
                            .filter(request -> request.getRequestId().equals(admission.getRequestId()))
                            .filter(request -> request.getJobs().stream()
                                    .filter(job -> job.getSpec().getJobId().equals(fact.jobId()))
                                    .anyMatch(job -> StatusFingerprint.of(job.getSpec()) == terms.fingerprint()))
                            .isPresent(),
                    () -> "job " + fact.jobId() + " is not what the request asks for",
                    fact,
                    null);
        }
        return new JobStory(fact, terms);
    }
}
