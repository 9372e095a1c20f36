// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.schemas.Dismissal;
import io.jobstream.schemas.Drain;
import io.jobstream.schemas.Grant;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.Revocation;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import java.util.Optional;
import java.util.function.Function;

/** What runners are told of facts, as records of {@code ci.job.assignments}; empty for facts they need not know. */
final class AssignmentRecords {
    private final SchedulingPolicy policy;
    private final Function<JobId, RequestedJob> payloads;

    AssignmentRecords(SchedulingPolicy policy, Function<JobId, RequestedJob> payloads) {
        this.policy = policy;
        this.payloads = payloads;
    }

    Optional<JobAssignment> assignmentOf(Fact fact) {
        if (fact instanceof Fact.LeaseGranted granted) {
            return Optional.of(grant(granted));
        }
        if (fact instanceof Fact.LeaseRevoked revoked && revoked.sequence() > 0) {
            Lease lease = revoked.lease();
            return Optional.of(to(lease.runner(), lease.session(), revoked.sequence())
                    .setRevocation(new Revocation(revoked.job().id().value(), lease.attempt(), revoked.reason()))
                    .build());
        }
        if (fact instanceof Fact.StaleAttemptRevoked stale) {
            return Optional.of(to(stale.runner(), stale.session(), stale.sequence())
                    .setRevocation(new Revocation(stale.job().value(), stale.attempt(), RevocationReason.NOT_LEASED))
                    .build());
        }
        if (fact instanceof Fact.RunnerDrained drained) {
            return Optional.of(to(drained.runner(), drained.session(), drained.sequence())
                    .setDrain(new Drain(drained.reason()))
                    .build());
        }
        if (fact instanceof Fact.SessionDismissed dismissed) {
            return Optional.of(to(dismissed.runner(), dismissed.session(), 0)
                    .setDismissal(new Dismissal(dismissed.supersededBy(), ""))
                    .build());
        }
        if (fact instanceof Fact.RunnerRefused refused) {
            return Optional.of(to(refused.runner(), refused.session(), 0)
                    .setDismissal(new Dismissal("", refused.reason()))
                    .build());
        }
        return Optional.empty();
    }

    private JobAssignment grant(Fact.LeaseGranted granted) {
        Lease lease = granted.lease();
        RequestedJob job = payloads.apply(granted.job().id());
        return to(lease.runner(), lease.session(), lease.sequence())
                .setGrant(new Grant(
                        job.getSpec(),
                        lease.attempt(),
                        lease.acceptBy(),
                        policy.lease().toMillis(),
                        job.getWork()))
                .build();
    }

    private static JobAssignment.Builder to(RunnerId runner, String session, long sequence) {
        return JobAssignment.newBuilder()
                .setPool(runner.pool())
                .setRunnerId(runner.name())
                .setSessionId(session)
                .setSequence(sequence);
    }
}
