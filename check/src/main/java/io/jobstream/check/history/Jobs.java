// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.history.JobStory.JobTerms;
import io.jobstream.check.kept.StatusFingerprint;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Queueing;
import java.util.Objects;
import java.util.Set;

/** What is promised of a job itself: admitted once, as it was requested, and settled once, as its result says. */
final class Jobs {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Runners runners;

    Jobs(Findings findings, LiveJobs jobs, Runners runners) {
        this.findings = findings;
        this.jobs = jobs;
        this.runners = runners;
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
        AttemptStory lease = job.lease;
        findings.test(
                Rule.ONE_LEASE,
                lease == null,
                () -> "job " + job.id + " is queued while " + lease + " holds its lease",
                fact,
                lease == null ? null : lease.grantedBy);
        findings.needs(fact, job);
        Queueing queueing = fact.event().getQueueing();
        if (job.whole()) {
            findings.test(
                    Rule.LOST_ATTEMPTS,
                    queueing.getAttemptsLost() == job.attemptsLostInLog(),
                    () -> "job " + job.id + " is queued with " + queueing.getAttemptsLost()
                            + " lost attempts, but the log has " + job.attemptsLostInLog(),
                    fact,
                    job.last);
        }
        jobs.waiting.remove(job, null);
        job.front = queueing.getFront();
        job.state = JobState.QUEUED;
        job.openNeeds = Set.of();
        jobs.waiting.add(job, fact.event().getAt());
        job.last = fact.position();
    }

    void cancellationAccepted(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job != null) {
            job.last = fact.position();
        }
    }

    void resultAccepted(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        asReported(fact);
        AttemptStory lease = findings.lease(fact, job);
        if (lease != null) {
            findings.test(
                    Rule.RESULT,
                    lease.accepted && !job.resulted,
                    () -> "a result of " + fact.attempt() + " counts, but it "
                            + (job.resulted ? "is not the first" : "was never accepted"),
                    fact,
                    job.last);
            AcceptedResult result = fact.event().getResult();
            lease.outcome = result.getOutcome();
            lease.exitCode = result.getExitCode();
        }
        job.resulted = true;
        job.last = fact.position();
    }

    void resultRefused(CitedFact fact) {
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

    void settled(CitedFact fact) {
        boolean refused = fact.event().getAdmission() != null && !jobs.has(fact.jobId());
        JobStory job = refused ? asRequested(fact) : findings.about(fact);
        if (job == null) {
            return;
        }
        AttemptStory lease = job.lease;
        boolean free = findings.test(
                Rule.ONE_LEASE,
                lease == null,
                () -> "job " + job.id + " settles while " + lease + " holds its lease",
                fact,
                lease == null ? null : lease.grantedBy);
        if (!free && lease != null) {
            runners.free(lease, fact.event().getAt());
        }
        outcome(fact, job, refused);
        findings.test(Rule.SETTLED_ONCE, true, () -> "", fact, null);
        RecordPosition before = job.last;
        job.last = fact.position();
        lostAttempts(fact, job, before);
        jobs.settle(job, fact.event().getSettlement(), fact.position());
    }

    private void outcome(CitedFact fact, JobStory job, boolean refused) {
        Outcome outcome = fact.event().getSettlement().getOutcome();
        Outcome resulted = job.attempts.stream()
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

    private void lostAttempts(CitedFact fact, JobStory job, RecordPosition before) {
        if (job.terms == null || fact.event().getSettlement().getOutcome() != Outcome.ABANDONED) {
            return;
        }
        int attemptsMax = job.terms.attemptsMax();
        findings.test(
                Rule.LOST_ATTEMPTS,
                job.resulted || job.attemptsLostInLog() == attemptsMax,
                () -> "job " + job.id + " is abandoned after " + job.attemptsLostInLog() + " lost attempts of "
                        + attemptsMax,
                fact,
                before);
    }

    /** The job as its admission says, which is what its request says. */
    private JobStory asRequested(CitedFact fact) {
        Admission admission = fact.event().getAdmission();
        JobTerms terms = JobTerms.of(
                admission,
                jobs.waiting.requirementSet(
                        fact.event().getPool(), admission.getSpec().getLabels()));
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
        return new JobStory(fact.jobId(), fact.event().getPool(), terms, fact.position());
    }

    private void asReported(CitedFact fact) {
        if (fact.input() == null) {
            findings.unread(Rule.RESULT);
            return;
        }
        AcceptedResult accepted = fact.event().getResult();
        findings.test(
                Rule.RESULT,
                fact.cause()
                        .flatMap(input -> input.as(JobResult.class))
                        .filter(result -> result.getJobId().equals(fact.jobId())
                                && result.getAttempt() == fact.event().getAttempt()
                                && result.getSessionId().equals(fact.event().getSessionId())
                                && result.getOutcome() == accepted.getOutcome()
                                && Objects.equals(result.getExitCode(), accepted.getExitCode()))
                        .isPresent(),
                () -> "the result of " + fact.attempt() + " that counts is not the one that its runner wrote",
                fact,
                null);
    }
}
