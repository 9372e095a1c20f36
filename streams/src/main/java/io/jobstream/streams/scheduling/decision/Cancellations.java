// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Instant;
import java.util.List;

/** Decides what becomes of jobs that someone wants to end. */
final class Cancellations {
    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Cancellations(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    List<Fact> decide(Input.CancellationRequested requested) {
        CancelTarget target = requested.target();
        List<Job> jobs = jobsOf(target);
        if (!jobs.isEmpty()) {
            return cancel(jobs);
        }
        boolean known = target.kind() == CancelTarget.Kind.JOB
                && (view.job(new JobId(target.id())).isPresent() || view.settled(new JobId(target.id())));
        if (known || view.cancellationKept(target)) {
            return List.of();
        }
        // The log's clock may not have begun yet.
        Instant from = Scheduler.later(view.now(), requested.stamp());
        return List.of(new Fact.CancellationKept(target, from.plus(policy.cancellationKept())));
    }

    /** Cancels a job whose cancellation, or that of its pipeline, came before it; empty when there is none. */
    List<Fact> next() {
        return view.cancelledBeforeAdmitted()
                .flatMap(view::job)
                .map(job -> cancel(withItsPipeline(job)))
                .orElse(List.of());
    }

    /** Those of a pipeline are cancelled together, so that none begins because of what becomes of another. */
    private List<Job> withItsPipeline(Job job) {
        return job.pipeline() != null && view.cancellationKept(CancelTarget.pipeline(job.pool(), job.pipeline()))
                ? view.ofPipeline(job.pool(), job.pipeline())
                : List.of(job);
    }

    /** Of the pool that the cancellation is for. */
    private List<Job> jobsOf(CancelTarget target) {
        return switch (target.kind()) {
            case JOB ->
                view.job(new JobId(target.id())).filter(job -> job.pool().equals(target.pool())).stream()
                        .toList();
            case PIPELINE -> view.ofPipeline(target.pool(), target.id());
        };
    }

    private List<Fact> cancel(List<Job> jobs) {
        Decision decision = new Decision(view);
        decision.cancelAll(jobs, null);
        return decision.facts();
    }
}
