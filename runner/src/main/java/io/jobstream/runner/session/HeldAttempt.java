// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt that a session holds, from its grant until its result is acknowledged. */
final class HeldAttempt {
    private enum State {
        OFFERED,
        STARTED,
        OVER
    }

    private final AttemptId id;
    private final Instant acceptBy;
    private final Duration lease;
    private State state = State.OFFERED;
    private HeldPhase phase = HeldPhase.ACCEPTED;
    private @Nullable Reason killedFor;
    private long deadline;

    HeldAttempt(AttemptId id, Instant acceptBy, Duration lease) {
        this.id = id;
        this.acceptBy = acceptBy;
        this.lease = lease;
    }

    AttemptId id() {
        return id;
    }

    HeldPhase phase() {
        return phase;
    }

    /** Granted, and neither started nor given up. */
    boolean offered() {
        return state == State.OFFERED;
    }

    /** Processes of it may run. */
    boolean started() {
        return state == State.STARTED;
    }

    /** Nothing of it runs any more, and its result is on its way. */
    boolean over() {
        return state == State.OVER;
    }

    boolean lateAt(Instant stamp) {
        return stamp.isAfter(acceptBy);
    }

    /** When a lease ends that a heartbeat sent at {@code sentAt} took or renewed. */
    long leaseEnd(long sentAt) {
        return sentAt + lease.toNanos();
    }

    long deadline() {
        return deadline;
    }

    void start(long firstDeadline) {
        state = State.STARTED;
        deadline = firstDeadline;
    }

    void extendTo(long laterDeadline) {
        deadline = laterDeadline;
    }

    void reached(HeldPhase reached) {
        phase = reached;
    }

    boolean killed() {
        return killedFor != null;
    }

    boolean killedFor(Reason reason) {
        return killedFor == reason;
    }

    void kill(Reason reason) {
        killedFor = reason;
        phase = HeldPhase.STOPPING;
    }

    void end() {
        state = State.OVER;
        phase = HeldPhase.STOPPING;
    }

    /** Why it is over, once its processes have ended. */
    Reason reason() {
        return killedFor == null ? Reason.ENDED : killedFor;
    }
}
