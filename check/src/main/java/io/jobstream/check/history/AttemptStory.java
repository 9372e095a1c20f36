// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.history.Shares.Share;
import io.jobstream.check.kept.Fingerprint;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt and its lease, as far as the log has come. */
final class AttemptStory {
    final int number;
    final String runnerId;
    final String sessionId;
    final RecordPosition grantedBy;
    final Instant acceptBy;
    final long leaseMillis;
    final String pool;

    /** What it takes of its runner; nothing when its job is not known. */
    final Map<String, Integer> resources;

    /** How many slots it counts as. */
    final int slotsCounted;

    /** What its tenant has of the pool. */
    final Share share;

    /** Its job's concurrency group; null for none. */
    final ConcurrencyGroups.@Nullable Group group;

    boolean accepted;

    /** When it was accepted, if it was. */
    Instant acceptedAt = Instant.MIN;

    /** The latest stamp of a heartbeat that renewed the lease. */
    Instant renewedAt = Instant.MIN;

    boolean takesSlot = true;

    /** Whether it was asked back because its time limit had passed. */
    boolean timedOut;

    @Nullable
    LeaseEndReason endReason;

    /** Of a result that counts, for the job or for this attempt alone. */
    @Nullable
    Outcome outcome;

    @Nullable
    Integer exitCode;

    AttemptStory(CitedFact granted, Share share, JobStory job) {
        JobEvent event = granted.event();
        this.pool = event.getPool();
        this.resources = job.terms == null ? Map.of() : job.terms.requirements().resources;
        this.slotsCounted = event.getLease().getSlotsCounted();
        this.number = event.getAttempt();
        this.runnerId = event.getRunnerId();
        this.sessionId = event.getSessionId();
        this.grantedBy = granted.position();
        this.acceptBy = event.getLease().getAcceptBy();
        this.share = share;
        this.group = job.group;
        this.leaseMillis = event.getLease().getLeaseMillis();
    }

    boolean heldBy(int attempt, String session) {
        return number == attempt && sessionId.equals(session);
    }

    boolean heldBy(JobEvent event) {
        return heldBy(Objects.requireNonNullElse(event.getAttempt(), 0), String.valueOf(event.getSessionId()));
    }

    void resulted(AcceptedResult result) {
        outcome = result.getOutcome();
        exitCode = result.getExitCode();
    }

    /** Whether it cost the job one of its attempts. */
    boolean lost() {
        return endReason != null
                && endReason != LeaseEndReason.RESULT
                && endReason != LeaseEndReason.NOT_ACCEPTED
                && endReason != LeaseEndReason.DECLINED;
    }

    void addTo(Fingerprint fingerprint) {
        fingerprint
                .add(number)
                .add(runnerId)
                .add(sessionId)
                .add(endReason)
                .add(outcome)
                .add(exitCode);
    }

    @Override
    public String toString() {
        return "attempt " + number + " of session " + sessionId;
    }
}
