// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what has run out, one thing at a time. Only a tick makes anything due, and only when it is past the deadline
 * by the clock margin: then every heartbeat appended before the deadline has been read, since ticks and heartbeats
 * share a partition.
 */
final class Expiry {
    private static final int DUE_MAX = 1_000;

    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Expiry(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    /**
     * What a tick means for jobs that wait, of which any number may be due at once. So that no transaction grows with
     * them, some have to wait for the next tick.
     */
    List<Fact> ticked(Instant now, Instant ticked, Instant graceUntil) {
        Instant passed = passed(ticked);
        Decision decision = new Decision(view, now);
        if (passed.isAfter(graceUntil)) {
            // What needs a job goes with it.
            view.due(JobDeadline.Kind.START, passed, DUE_MAX).stream()
                    .takeWhile(deadline -> decision.facts().size() < DUE_MAX)
                    .filter(deadline -> deadline.at().isBefore(passed) && !decision.settles(deadline.job()))
                    .forEach(deadline ->
                            decision.settle(job(deadline), Outcome.TIMED_OUT, Cause.TIMEOUT, Decision.NOT_BEGUN));
        }
        view.due(JobDeadline.Kind.DELAY, ticked, DUE_MAX).stream()
                .filter(deadline -> !decision.settles(deadline.job()))
                .map(this::job)
                .forEach(job -> decision.add(new Fact.JobQueued(job, true, job.attemptsLost())));
        return decision.facts();
    }

    /** The facts of the next thing that has run out; empty when nothing has. */
    List<Fact> next() {
        Instant passed = passed(view.ticked());
        Optional<JobDeadline> acceptance = due(JobDeadline.Kind.ACCEPTANCE, passed);
        if (acceptance.isPresent()) {
            return notAccepted(job(acceptance.get()));
        }
        List<Fact> forgotten = forget(passed);
        return !forgotten.isEmpty() || !passed.isAfter(view.graceUntil()) ? forgotten : lost(passed);
    }

    /** Until when every heartbeat has been read. */
    private Instant passed(Instant ticked) {
        return ticked.minus(policy.clockMargin());
    }

    private List<Fact> lost(Instant passed) {
        Optional<Runner> silent = view.longestSilent()
                .filter(runner -> runner.heardAt().plus(policy.lease()).isBefore(passed));
        if (silent.isPresent()) {
            return List.of(new Fact.RunnerLost(silent.get().id(), silent.get().session()));
        }
        Optional<JobDeadline> renewal = due(JobDeadline.Kind.RENEWAL, passed);
        if (renewal.isPresent()) {
            return lose(job(renewal.get()), LeaseEndReason.EXPIRED);
        }
        Optional<JobDeadline> result = due(JobDeadline.Kind.RESULT, passed);
        if (result.isPresent()) {
            return lose(job(result.get()), LeaseEndReason.RESULT_MISSING);
        }
        return due(JobDeadline.Kind.TIME_LIMIT, passed)
                .map(deadline -> timedOut(job(deadline)))
                .orElse(List.of());
    }

    private List<Fact> notAccepted(Job job) {
        Lease lease = job.leaseOrThrow();
        Decision decision = new Decision(view);
        decision.lose(job, lease, LeaseEndReason.NOT_ACCEPTED);
        view.runner(lease.runner())
                .filter(runner -> runner.session().equals(lease.session()))
                .filter(runner -> runner.presence() == Runner.Presence.HERE)
                .ifPresent(
                        runner -> decision.add(new Fact.RunnerDeaf(runner.id(), runner.session(), lease.sequence())));
        return decision.facts();
    }

    private List<Fact> lose(Job job, LeaseEndReason reason) {
        Decision decision = new Decision(view);
        decision.lose(job, job.leaseOrThrow(), reason);
        return decision.facts();
    }

    private List<Fact> timedOut(Job job) {
        Decision decision = new Decision(view);
        decision.revoke(job, job.leaseOrThrow(), RevocationReason.TIMED_OUT);
        return decision.facts();
    }

    private List<Fact> forget(Instant passed) {
        Optional<SchedulingView.KeptCancellation> cancellation =
                view.oldestCancellation().filter(kept -> kept.until().isBefore(passed));
        if (cancellation.isPresent()) {
            return List.of(new Fact.CancellationForgotten(cancellation.get().target()));
        }
        return view.longestGone()
                .filter(runner -> runner.heardAt().plus(policy.runnerKept()).isBefore(passed))
                .filter(runner -> view.leasedBy(runner.id()).isEmpty())
                .<List<Fact>>map(runner -> List.of(new Fact.RunnerForgotten(runner.id())))
                .orElse(List.of());
    }

    private Optional<JobDeadline> due(JobDeadline.Kind kind, Instant passed) {
        return view.firstDeadline(kind).filter(deadline -> deadline.at().isBefore(passed));
    }

    private Job job(JobDeadline deadline) {
        return view.job(deadline.job()).orElseThrow();
    }
}
