// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of a job that someone wants to end. */
final class Cancellations {
    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Cancellations(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    List<Fact> decide(Input.CancellationRequested requested) {
        Optional<Job> job = view.job(requested.job());
        if (job.isPresent()) {
            return job.filter(known -> known.pool().equals(requested.pool()))
                    .map(this::cancel)
                    .orElse(List.of());
        }
        if (view.settled(requested.job()) || view.cancellationKept(requested.job())) {
            return List.of();
        }
        // The log's clock may not have begun yet.
        Instant from = Scheduler.later(view.now(), requested.stamp());
        return List.of(new Fact.CancellationKept(requested.job(), from.plus(policy.cancellationKept())));
    }

    /** Cancels a job whose cancellation came before it; empty when there is none. */
    List<Fact> next() {
        return view.cancelledBeforeAdmitted()
                .flatMap(view::job)
                .map(this::cancel)
                .orElse(List.of());
    }

    private List<Fact> cancel(Job job) {
        if (job.cancelRequested()) {
            return List.of();
        }
        Decision decision = new Decision(view);
        decision.add(new Fact.CancellationAccepted(job));
        Lease lease = job.lease();
        if (lease == null) {
            decision.settle(job, Outcome.CANCELLED, Cause.USER, "");
        } else if (lease.takesSlot() && lease.revoked() == null) {
            decision.revoke(job, lease, RevocationReason.CANCELLED);
        }
        return decision.facts();
    }
}
