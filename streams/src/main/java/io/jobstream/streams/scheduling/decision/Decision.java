// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts of one decision as they add up, with the consequences that several kinds of decision share. */
final class Decision {
    /** What is said of a job that is timed out without a lease. */
    static final String NOT_BEGUN = "no attempt began in time";

    private final SchedulingView view;
    private final Instant now;
    private final List<Fact> facts = new ArrayList<>();
    private final Set<JobId> settled = new HashSet<>();
    private final Map<RunnerId, Long> sequences = new HashMap<>();
    private final Dependents dependents;

    Decision(SchedulingView view) {
        this(view, view.now());
    }

    /** @param now what the time is when the facts have been applied */
    Decision(SchedulingView view, Instant now) {
        this.view = view;
        this.now = now;
        this.dependents = new Dependents(view, this::settles, new Dependents.Consequences() {
            @Override
            public void queue(Job dependent) {
                add(new Fact.JobQueued(dependent, false, 0));
            }

            @Override
            public void cancel(Job dependent, String message) {
                settle(dependent, Outcome.CANCELLED, Cause.POLICY, message);
            }
        });
    }

    List<Fact> facts() {
        return facts;
    }

    void add(Fact fact) {
        facts.add(fact);
    }

    /** Whether the job has its outcome by this decision. */
    boolean settles(JobId id) {
        return settled.contains(id);
    }

    /** The lease is over without a result that counts: there is another attempt, or the job has its outcome. */
    void lose(Job job, Lease lease, LeaseEndReason reason) {
        end(job, lease, reason);
        Cause cause = reason == LeaseEndReason.RESULT_MISSING ? Cause.INFRASTRUCTURE : Cause.RUNNER_LOST;
        if (job.cancelRequested()) {
            settle(job, Outcome.CANCELLED, Cause.USER, "");
        } else if (lease.revoked() == RevocationReason.TIMED_OUT) {
            settle(job, Outcome.TIMED_OUT, Cause.TIMEOUT, "");
        } else if (reason == LeaseEndReason.NOT_ACCEPTED || reason == LeaseEndReason.DECLINED) {
            queueOrTimeOut(job);
        } else if (job.mayTryAgain(cause, null, now)) {
            again(job);
        } else {
            settle(job, Outcome.ABANDONED, cause, whyNotAgain(job, cause));
        }
    }

    /** The attempt failed, which is its own affair: there is another. */
    void tryAgain(Job job, Lease lease, JobResult result) {
        LeaseEndReason reason =
                result.getCause() == Cause.INFRASTRUCTURE ? LeaseEndReason.INFRASTRUCTURE : LeaseEndReason.FAILED;
        add(new Fact.LeaseEnded(job, lease, reason, now, result));
        again(job);
    }

    /** Nobody began the attempt, which costs the job none. */
    private void queueOrTimeOut(Job job) {
        if (job.mayBegin(now)) {
            add(new Fact.JobQueued(job, true, job.attemptsLost()));
        } else {
            settle(job, Outcome.TIMED_OUT, Cause.TIMEOUT, NOT_BEGUN);
        }
    }

    void end(Job job, Lease lease, LeaseEndReason reason) {
        add(new Fact.LeaseEnded(job, lease, reason, now, null));
    }

    private void again(Job job) {
        int lost = job.attemptsLost() + 1;
        Duration delay = job.terms().retry().delayAfter(lost);
        add(delay.isZero() ? new Fact.JobQueued(job, true, lost) : new Fact.JobDelayed(job, now.plus(delay), lost));
    }

    /** The job has its outcome; what needed it is queued, or has its outcome as well. */
    void settle(Job job, Outcome outcome, @Nullable Cause cause, String message) {
        settleAll(List.of(job), outcome, cause, message);
    }

    /** Jobs have the same outcome, whatever they need of each other. */
    void settleAll(List<Job> jobs, Outcome outcome, @Nullable Cause cause, String message) {
        jobs.forEach(job -> addSettled(job, outcome, cause, message));
        jobs.forEach(job -> dependents.ended(job, outcome, cause));
    }

    /**
     * Nobody wants these jobs any more: those without a lease are cancelled, and all others asked back. Those of which
     * that has been said before are left alone.
     *
     * @param supersededBy the job that takes their place; null when someone asked for their end
     */
    void cancelAll(List<Job> jobs, @Nullable Job supersededBy) {
        List<Job> unwanted = jobs.stream().filter(job -> !job.cancelRequested()).toList();
        JobId by = supersededBy == null ? null : supersededBy.id();
        unwanted.forEach(job -> add(new Fact.CancellationAccepted(job, by)));
        settleAll(
                unwanted.stream()
                        .filter(job -> job.lease() == null)
                        .map(Job::cancelling)
                        .toList(),
                Outcome.CANCELLED,
                supersededBy == null ? Cause.USER : Cause.POLICY,
                by == null ? "" : "superseded by " + by.value() + " of its concurrency group");
        for (Job job : unwanted) {
            Lease lease = job.lease();
            if (lease != null && lease.takesSlot() && lease.revoked() == null) {
                revoke(job, lease, RevocationReason.CANCELLED);
            }
        }
    }

    /** Asks the session for the attempt, if it is one that can still be reached. */
    void revoke(Job job, Lease lease, RevocationReason reason) {
        long sequence = view.runner(lease.runner())
                .filter(runner -> runner.session().equals(lease.session()))
                .map(this::nextSequence)
                .orElse(0L);
        add(new Fact.LeaseRevoked(job, lease, sequence, reason));
    }

    long nextSequence(Runner runner) {
        return sequences.merge(runner.id(), runner.sequence() + 1, (used, ignored) -> used + 1);
    }

    private static String whyNotAgain(Job job, Cause cause) {
        if (!job.terms().retry().covers(cause, null)) {
            return "lost an attempt, and is not tried again for that";
        }
        return job.attemptsLost() + 1 < job.attemptsMax()
                ? "lost an attempt, and another could not begin in time"
                : "lost " + job.attemptsMax() + " attempts";
    }

    private void addSettled(Job job, Outcome outcome, @Nullable Cause cause, String message) {
        settled.add(job.id());
        add(new Fact.JobSettled(job.pool(), job.id(), outcome, cause, message, null));
    }
}
