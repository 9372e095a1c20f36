// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What is promised of another attempt: it follows one that was lost or failed when the job's terms have it so and
 * nobody wants its end, not before its back-off, and else the job settles.
 */
final class Retries {
    private final Findings findings;
    private final Inputs inputs;

    Retries(Findings findings, Inputs inputs) {
        this.findings = findings;
        this.inputs = inputs;
    }

    /** A lease has ended, which is not among those that the job lost yet. */
    void ended(CitedFact fact, JobStory job, AttemptStory lease) {
        job.sequel = null;
        if (job.terms == null) {
            findings.unread(Rule.RETRY);
            return;
        }
        LeaseEnd end = fact.event().getLeaseEnd();
        Instant at = fact.event().getAt();
        switch (end.getReason()) {
            case RESULT -> job.sequel = Sequel.settles(null, "its result counts");
            case NOT_ACCEPTED, DECLINED -> job.sequel = unlessUnwanted(job, lease, unlessLate(job, at));
            case EXPIRED, SESSION_ENDED -> job.sequel = afterLoss(job, lease, Cause.RUNNER_LOST, at);
            case RESULT_MISSING -> job.sequel = afterLoss(job, lease, Cause.INFRASTRUCTURE, at);
            case INFRASTRUCTURE, FAILED -> failed(fact, job, lease);
            default -> {}
        }
    }

    /** A result counts for the job, so that no other attempt follows. */
    void resultAccepted(CitedFact fact, JobStory job, AttemptStory lease) {
        AcceptedResult result = fact.event().getResult();
        if (result.getOutcome() == Outcome.SUCCEEDED) {
            return;
        }
        if (job.terms == null) {
            findings.unread(Rule.RETRY);
            return;
        }
        String against = against(
                job, lease, job.terms.retry().covers(result), fact.event().getAt());
        findings.test(
                Rule.RETRY,
                !against.isEmpty(),
                () -> "the result of " + fact.attempt() + " counts, but its policy has it followed by another attempt",
                fact,
                lease.grantedBy);
    }

    void delayed(CitedFact fact, JobStory job) {
        Instant until = fact.event().getDelay().getUntil();
        Sequel sequel = job.sequel;
        job.sequel = null;
        job.delayedUntil = until;
        if (job.terms == null) {
            findings.unread(Rule.RETRY);
            return;
        }
        findings.test(
                Rule.RETRY,
                sequel != null
                        && until.equals(sequel.again())
                        && until.isAfter(fact.event().getAt()),
                () -> "job " + job.id + " is delayed until " + until + ", but "
                        + (sequel == null ? "no attempt of it has just ended" : sequel),
                fact,
                job.last);
    }

    void queued(CitedFact fact, JobStory job) {
        Sequel sequel = job.sequel;
        Instant until = job.delayedUntil;
        job.sequel = null;
        job.delayedUntil = null;
        if (until != null) {
            delayIsOver(fact, job, until);
        } else if (sequel != null) {
            Instant again = sequel.again();
            findings.test(
                    Rule.RETRY,
                    again != null
                            && !again.isAfter(fact.event().getAt())
                            && fact.event().getQueueing().getFront(),
                    () -> "job " + job.id + " is queued at " + fact.event().getAt() + place(fact) + ", but " + sequel,
                    fact,
                    job.last);
        }
    }

    void granted(CitedFact fact, JobStory job) {
        Instant until = job.delayedUntil;
        if (until != null) {
            findings.test(
                    Rule.RETRY,
                    false,
                    () -> fact.attempt() + " is granted, but the job is delayed until " + until + " and was not queued",
                    fact,
                    job.last);
        }
    }

    /** Of a job without a lease that no result settles. */
    void settled(CitedFact fact, JobStory job) {
        Outcome outcome = fact.event().getSettlement().getOutcome();
        Sequel sequel = job.sequel;
        if (sequel != null) {
            findings.test(
                    Rule.RETRY,
                    sequel.again() == null && outcome == sequel.outcome(),
                    () -> "job " + job.id + " settles as " + outcome + ", but " + sequel,
                    fact,
                    job.last);
        } else if (outcome == Outcome.TIMED_OUT || outcome == Outcome.ABANDONED) {
            if (job.terms == null) {
                findings.unread(Rule.RETRY);
            } else if (outcome == Outcome.TIMED_OUT) {
                tooLate(fact, job, job.terms.retry().startBy());
            } else {
                findings.test(
                        Rule.RETRY,
                        false,
                        () -> "job " + job.id + " is abandoned, but no attempt of it has just been lost",
                        fact,
                        job.last);
            }
        }
    }

    private void tooLate(CitedFact fact, JobStory job, Instant startBy) {
        atItsTick(
                fact,
                now -> findings.test(
                        Rule.RETRY,
                        startBy.isBefore(Instant.MAX) && !now.isBefore(startBy.plus(Expiry.CLOCK_MARGIN)),
                        () -> "job " + job.id + " is timed out without a lease at " + now + ", but may begin "
                                + (startBy.equals(Instant.MAX) ? "for ever" : "until " + startBy),
                        fact,
                        job.last));
    }

    private void delayIsOver(CitedFact fact, JobStory job, Instant until) {
        atItsTick(
                fact,
                now -> findings.test(
                        Rule.RETRY,
                        !now.isBefore(until) && fact.event().getQueueing().getFront(),
                        () -> "job " + job.id + " is queued at " + now + place(fact) + ", but is delayed until "
                                + until,
                        fact,
                        job.last));
    }

    private void atItsTick(CitedFact fact, Consumer<Instant> test) {
        inputs.ticked(fact).ifPresentOrElse(test, () -> findings.unread(Rule.RETRY));
    }

    /** A result ended the lease without being the job's: another attempt must follow. */
    private void failed(CitedFact fact, JobStory job, AttemptStory lease) {
        LeaseEnd end = fact.event().getLeaseEnd();
        Instant at = fact.event().getAt();
        AcceptedResult result = end.getResult();
        if (result == null) {
            // Of a scheduler that did not write it yet: there were no policies.
            job.sequel = afterLoss(job, lease, Cause.INFRASTRUCTURE, at);
            return;
        }
        boolean isCalledSo = end.getReason() == LeaseEndReason.FAILED
                ? result.getOutcome() == Outcome.FAILED
                : result.getCause() == Cause.INFRASTRUCTURE;
        String against = isCalledSo
                ? against(job, lease, job.known().retry().covers(result), at)
                : "its result is " + result.getOutcome() + " for " + result.getCause();
        findings.test(
                Rule.RETRY,
                against.isEmpty(),
                () -> fact.attempt() + " ends as " + end.getReason() + ", to be followed by another, but " + against,
                fact,
                lease.grantedBy);
        job.sequel = Sequel.again(at.plus(delay(job)));
    }

    private static Sequel afterLoss(JobStory job, AttemptStory lease, Cause cause, Instant at) {
        String against = against(job, lease, job.known().retry().covers(cause), at);
        return unlessUnwanted(
                job,
                lease,
                against.isEmpty() ? Sequel.again(at.plus(delay(job))) : Sequel.settles(Outcome.ABANDONED, against));
    }

    private static Sequel unlessLate(JobStory job, Instant at) {
        Instant startBy = job.known().retry().startBy();
        return at.isAfter(startBy)
                ? Sequel.settles(Outcome.TIMED_OUT, "no attempt may begin after " + startBy)
                : Sequel.again(at);
    }

    private static Sequel unlessUnwanted(JobStory job, AttemptStory lease, Sequel wanted) {
        if (job.cancelRequested) {
            return Sequel.settles(Outcome.CANCELLED, unwanted(job, lease));
        }
        return lease.timedOut ? Sequel.settles(Outcome.TIMED_OUT, unwanted(job, lease)) : wanted;
    }

    /** Why nobody wants another attempt; empty when that is not so. */
    private static String unwanted(JobStory job, AttemptStory lease) {
        if (job.cancelRequested) {
            return "its cancellation was accepted";
        }
        return lease.timedOut ? "its time limit has passed" : "";
    }

    /** Why no other attempt follows one that has just been lost or failed; empty when one does. */
    private static String against(JobStory job, AttemptStory lease, boolean covered, Instant at) {
        String unwanted = unwanted(job, lease);
        if (!unwanted.isEmpty()) {
            return unwanted;
        }
        RetryTerms terms = job.known().retry();
        if (lost(job) >= terms.attemptsMax()) {
            return "it has lost as many as it may, " + terms.attemptsMax();
        }
        if (!covered) {
            return "its retry policy does not cover that";
        }
        Instant again = at.plus(delay(job));
        return again.isAfter(terms.startBy())
                ? "another could not begin before " + again + ", after " + terms.startBy()
                : "";
    }

    private static Duration delay(JobStory job) {
        return job.known().retry().delay(lost(job));
    }

    /** With the one that has just ended. */
    private static long lost(JobStory job) {
        return job.attemptsLostInLog() + 1;
    }

    private static String place(CitedFact fact) {
        return fact.event().getQueueing().getFront() ? "" : " behind others";
    }
}
