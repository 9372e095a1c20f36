// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.Reason;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Lease;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session reads: a grant with its acceptBy, a revocation with its reason, or one without an attempt: a drain, or
 * a dismissal.
 */
record Assignment(
        String session,
        long sequence,
        @Nullable AttemptId attempt,
        @Nullable Instant acceptBy,
        @Nullable Reason revoked) {

    static Optional<Assignment> of(Fact fact) {
        if (fact instanceof Fact.LeaseGranted granted) {
            Lease lease = granted.lease();
            return Optional.of(new Assignment(
                    lease.session(),
                    lease.sequence(),
                    new AttemptId(granted.job().id().value(), lease.attempt()),
                    lease.acceptBy(),
                    null));
        }
        if (fact instanceof Fact.LeaseRevoked revoked && revoked.sequence() > 0) {
            return Optional.of(new Assignment(
                    revoked.lease().session(),
                    revoked.sequence(),
                    new AttemptId(revoked.job().id().value(), revoked.lease().attempt()),
                    null,
                    Reason.valueOf(revoked.reason().name())));
        }
        if (fact instanceof Fact.StaleAttemptRevoked stale) {
            AttemptId id = new AttemptId(stale.job().value(), stale.attempt());
            return Optional.of(new Assignment(stale.session(), stale.sequence(), id, null, Reason.NOT_LEASED));
        }
        if (fact instanceof Fact.RunnerDrained drained) {
            return Optional.of(new Assignment(drained.session(), drained.sequence(), null, null, null));
        }
        if (fact instanceof Fact.SessionDismissed dismissed) {
            return Optional.of(new Assignment(dismissed.session(), 0, null, null, null));
        }
        return Optional.empty();
    }

    /** A dismissal has no place in the order of assignments. */
    boolean isDrain() {
        return attempt == null && sequence > 0;
    }
}
