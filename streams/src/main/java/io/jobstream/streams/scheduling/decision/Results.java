// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RefusalReason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides whether a result counts: only if its attempt and session hold the lease. */
final class Results {
    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Results(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    List<Fact> decide(Input.ResultReported reported) {
        JobResult result = reported.result();
        JobId id = new JobId(result.getJobId());
        Optional<Job> job = view.job(id);
        if (job.isEmpty()) {
            return refuse(result, view.settled(id) ? RefusalReason.SETTLED : RefusalReason.UNKNOWN_JOB);
        }
        Lease lease = job.get().lease();
        if (lease == null || lease.attempt() != result.getAttempt()) {
            return refuse(result, RefusalReason.STALE_ATTEMPT);
        }
        if (!lease.session().equals(result.getSessionId())) {
            return refuse(result, RefusalReason.STALE_SESSION);
        }
        return accept(job.get(), lease, result);
    }

    private List<Fact> accept(Job job, Lease lease, JobResult result) {
        Decision decision = new Decision(view);
        if (!lease.accepted()) {
            // Read before the heartbeat that accepted it, which a result proves: runners start nothing without.
            decision.add(
                    new Fact.LeaseAccepted(job, lease, view.now(), view.now().plus(policy.lease())));
        }
        if (tryAgain(job, lease, result)) {
            decision.tryAgain(job, lease, result);
            return decision.facts();
        }
        decision.add(new Fact.ResultAccepted(job, result));
        decision.end(job, lease, LeaseEndReason.RESULT);
        if (result.getOutcome() == Outcome.SUCCEEDED) {
            decision.settle(job, Outcome.SUCCEEDED, null, "");
        } else {
            Cause cause = Objects.requireNonNullElse(result.getCause(), Cause.SCRIPT);
            decision.settle(job, result.getOutcome(), cause, result.getMessage());
        }
        return decision.facts();
    }

    private boolean tryAgain(Job job, Lease lease, JobResult result) {
        // Whoever sends a result is not lost.
        Cause cause = result.getCause() == Cause.INFRASTRUCTURE ? Cause.INFRASTRUCTURE : Cause.SCRIPT;
        return result.getOutcome() == Outcome.FAILED
                && !job.cancelRequested()
                && lease.revoked() == null
                && job.mayTryAgain(cause, result.getExitCode(), view.now());
    }

    private static List<Fact> refuse(JobResult result, RefusalReason reason) {
        return List.of(new Fact.ResultRefused(result, reason));
    }
}
