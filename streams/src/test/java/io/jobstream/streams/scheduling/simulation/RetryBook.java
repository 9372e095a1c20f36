// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RetryPolicy;
import io.jobstream.streams.scheduling.decision.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to become of a job after an attempt that failed or was lost, reckoned from its request alone. */
final class RetryBook {
    private static final RetryPolicy USUAL =
            new RetryPolicy(List.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE), List.of(), 0L, 0L);

    private final RetryPolicy policy;
    private final int attemptsMax;
    private final @Nullable Instant startBy;
    private int lost;
    private boolean cancelled;
    private boolean timedOut;

    /** Whether the lease that ended last is followed by another attempt; null when nothing ended that counts. */
    private @Nullable Boolean another;

    /** Whether the grant that nobody took came back after the job's time. */
    private boolean tooLate;

    private @Nullable Instant delayedUntil;

    RetryBook(Admission admission) {
        Long within = admission.getSpec().getStartWithinMillis();
        this.policy = admission.getSpec().getRetry() == null
                ? USUAL
                : admission.getSpec().getRetry();
        this.attemptsMax = admission.getSpec().getMaxAttempts();
        this.startBy = within == null ? null : admission.getAcceptedAt().plusMillis(within);
    }

    int lost() {
        return lost;
    }

    void cancelled() {
        cancelled = true;
    }

    void granted() {
        timedOut = false;
    }

    void timedOut() {
        timedOut = true;
    }

    void leaseEnded(Fact.LeaseEnded ended, Instant now) {
        JobResult result = ended.result();
        another = null;
        tooLate = false;
        Cause lostBy =
                switch (ended.reason()) {
                    case EXPIRED, SESSION_ENDED -> Cause.RUNNER_LOST;
                    case RESULT_MISSING -> Cause.INFRASTRUCTURE;
                    default -> null;
                };
        if (ended.reason() == LeaseEndReason.NOT_ACCEPTED || ended.reason() == LeaseEndReason.DECLINED) {
            tooLate = startBy != null && now.isAfter(startBy) && !cancelled && !timedOut;
        } else if (lostBy != null) {
            another = mayTryAgain(lostBy, null, now);
        } else if (ended.reason() == LeaseEndReason.INFRASTRUCTURE || ended.reason() == LeaseEndReason.FAILED) {
            Violation.unless(result != null && wantsAnother(result, now), Rule.RETRY, ended);
            another = true;
        }
        if (another != null) {
            lost++;
        }
    }

    void resultAccepted(JobResult result, Instant now, Fact fact) {
        Violation.unless(!wantsAnother(result, now), Rule.RETRY, fact);
    }

    void delayed(Fact.JobDelayed fact, Instant now) {
        Violation.unless(another != null && another && fact.attemptsLost() == lost, Rule.RETRY, fact);
        Violation.unless(!delay(lost).isZero() && fact.until().equals(now.plus(delay(lost))), Rule.RETRY, fact);
        another = null;
        delayedUntil = fact.until();
    }

    void queued(Fact.JobQueued fact, Instant ticked) {
        Violation.unless(fact.attemptsLost() == lost && !tooLate, Rule.RETRY, fact);
        if (another != null) {
            Violation.unless(another && delay(lost).isZero(), Rule.RETRY, fact);
        }
        Violation.unless(delayedUntil == null || !ticked.isBefore(delayedUntil), Rule.RETRY, fact);
        another = null;
        delayedUntil = null;
    }

    void settled(Fact.JobSettled fact, boolean hasResult, LogTime time) {
        Violation.unless(another == null || !another, Rule.RETRY, fact);
        Violation.unless(!tooLate || fact.outcome() == Outcome.TIMED_OUT, Rule.RETRY, fact);
        if (fact.outcome() == Outcome.TIMED_OUT && !hasResult && !timedOut && !tooLate) {
            Violation.unless(startBy != null && time.passed(startBy, true), Rule.NOT_BEFORE_ITS_TIME, fact);
        }
    }

    private boolean wantsAnother(JobResult result, Instant now) {
        Cause cause = result.getCause() == null ? Cause.SCRIPT : result.getCause();
        return result.getOutcome() == Outcome.FAILED && mayTryAgain(cause, result.getExitCode(), now);
    }

    private boolean mayTryAgain(Cause cause, @Nullable Integer exitCode, Instant now) {
        boolean covered = policy.getCauses().contains(cause)
                || (exitCode != null && policy.getExitCodes().contains(exitCode));
        boolean inTime = startBy == null || !now.plus(delay(lost + 1)).isAfter(startBy);
        return covered && inTime && !cancelled && !timedOut && lost + 1 < attemptsMax;
    }

    private Duration delay(int count) {
        long millis = policy.getBackoffMillis() << Math.min(20, count - 1);
        return Duration.ofMillis(Math.min(millis, policy.getBackoffMaxMillis()));
    }
}
