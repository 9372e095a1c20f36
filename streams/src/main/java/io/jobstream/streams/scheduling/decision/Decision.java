// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The facts of one decision as they add up, with the consequences that several kinds of decision share. */
final class Decision {
    private final SchedulingView view;
    private final Instant now;
    private final List<Fact> facts = new ArrayList<>();
    private final Set<JobId> settled = new HashSet<>();
    private final Map<RunnerId, Long> sequences = new HashMap<>();

    Decision(SchedulingView view) {
        this(view, view.now());
    }

    /** @param now what the time is when the facts have been applied */
    Decision(SchedulingView view, Instant now) {
        this.view = view;
        this.now = now;
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
            add(new Fact.JobQueued(job, true, job.attemptsLost()));
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

    void end(Job job, Lease lease, LeaseEndReason reason) {
        add(new Fact.LeaseEnded(job, lease, reason, now, null));
    }

    private void again(Job job) {
        int lost = job.attemptsLost() + 1;
        Duration delay = job.terms().retry().delayAfter(lost);
        add(delay.isZero() ? new Fact.JobQueued(job, true, lost) : new Fact.JobDelayed(job, now.plus(delay), lost));
    }

    /** The job has its outcome; what needed it is queued, or cancelled with all that needs that in turn. */
    void settle(Job job, Outcome outcome, Cause cause, String message) {
        addSettled(job, outcome, cause, message);
        cascade(job, outcome);
    }

    void settleSucceeded(Job job) {
        settled.add(job.id());
        add(new Fact.JobSettled(job.pool(), job.id(), Outcome.SUCCEEDED, null, "", null));
        for (JobId id : job.dependents()) {
            view.job(id)
                    .filter(dependent -> dependent.openNeeds().equals(List.of(job.id())))
                    .ifPresent(dependent -> add(new Fact.JobQueued(dependent, false, 0)));
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

    private void cascade(Job origin, Outcome outcome) {
        Deque<Job> failed = new ArrayDeque<>(List.of(origin));
        for (Job need = failed.poll(); need != null; need = failed.poll()) {
            String message = "needs " + need.id().value() + ", which "
                    + (need.id().equals(origin.id()) ? "ended as " + outcome : "was cancelled");
            for (JobId id : need.dependents()) {
                Job dependent = view.job(id).orElse(null);
                if (dependent != null && !settled.contains(id)) {
                    addSettled(dependent, Outcome.CANCELLED, Cause.POLICY, message);
                    failed.add(dependent);
                }
            }
        }
    }

    private void addSettled(Job job, Outcome outcome, Cause cause, String message) {
        settled.add(job.id());
        add(new Fact.JobSettled(job.pool(), job.id(), outcome, cause, message, null));
    }
}
