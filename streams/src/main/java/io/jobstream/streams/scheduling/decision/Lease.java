// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.RevocationReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right of a session to run an attempt. All times are log time.
 *
 * @param attempt the fencing token, counted from 1
 * @param sequence of the assignment that granted it
 * @param slotsCounted how many slots it counts as in its tenant's share; it takes one
 * @param acceptBy the last stamp of a heartbeat that accepts it
 * @param acceptedAt when it was accepted; null until then
 * @param expiresAt when it ends unless a heartbeat renews it; {@code acceptBy} until it is accepted
 * @param revoked why it was asked back; null when it was not
 * @param endedAt when the session stopped listing the attempt, whose result is awaited since; null while it runs
 */
public record Lease(
        int attempt,
        RunnerId runner,
        String session,
        long sequence,
        int slotsCounted,
        Instant acceptBy,
        @Nullable Instant acceptedAt,
        Instant expiresAt,
        @Nullable RevocationReason revoked,
        @Nullable Instant endedAt) {

    static Lease granted(int attempt, Runner runner, Resources taken, Instant acceptBy) {
        Capacity capacity = runner.capacity();
        return new Lease(
                attempt,
                runner.id(),
                runner.session(),
                runner.sequence() + 1,
                capacity.resources().slotsFor(taken, capacity.slots()),
                acceptBy,
                null,
                acceptBy,
                null,
                null);
    }

    public Lease accepted(Instant at, Instant until) {
        return new Lease(attempt, runner, session, sequence, slotsCounted, acceptBy, at, until, revoked, endedAt);
    }

    public Lease renewed(Instant until) {
        return new Lease(
                attempt, runner, session, sequence, slotsCounted, acceptBy, acceptedAt, until, revoked, endedAt);
    }

    public Lease revoked(RevocationReason reason) {
        return new Lease(
                attempt, runner, session, sequence, slotsCounted, acceptBy, acceptedAt, expiresAt, reason, endedAt);
    }

    public Lease ended(Instant at) {
        return new Lease(
                attempt, runner, session, sequence, slotsCounted, acceptBy, acceptedAt, expiresAt, revoked, at);
    }

    public boolean accepted() {
        return acceptedAt != null;
    }

    /** Whether it takes a slot of its runner: a revocation frees none, the end of the attempt does. */
    public boolean takesSlot() {
        return endedAt == null;
    }

    boolean heldBy(int otherAttempt, String otherSession) {
        return attempt == otherAttempt && session.equals(otherSession);
    }
}
