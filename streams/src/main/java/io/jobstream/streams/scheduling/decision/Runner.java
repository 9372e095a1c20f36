// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.RunnerPhase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of a runner.
 *
 * @param session its newest session, the only one that counts
 * @param superseded earlier sessions, newest first; they get nothing more, and keep what they have while they speak
 * @param capacity what it can do
 * @param sequence of the newest assignment to this session
 * @param heardAt stamp of its newest heartbeat, in log time
 * @param deafTo sequence of the grant that it let lapse; null when it reads
 * @param drained whether this session was asked to finish what it has: it gets nothing more, ever
 * @param presence whether it is there
 */
public record Runner(
        RunnerId id,
        String session,
        List<String> superseded,
        Capacity capacity,
        RunnerPhase phase,
        long sequence,
        Instant heardAt,
        @Nullable Long deafTo,
        boolean drained,
        Presence presence) {
    /** More earlier sessions than could still speak: each lives on for no longer than a delivery time-out. */
    public static final int SUPERSEDED_MAX = 16;

    /** Whether a runner is there. */
    public enum Presence {
        HERE,
        LOST,
        LEFT
    }

    /** Whether a session is one that this runner has not had: it takes the place of the newest, for good. */
    boolean isNewer(String other) {
        return !session.equals(other) && !superseded.contains(other);
    }

    public boolean takesWork() {
        return presence == Presence.HERE && phase == RunnerPhase.READY && !drained && deafTo == null;
    }

    public Runner heard(Instant at) {
        return new Runner(id, session, superseded, capacity, phase, sequence, at, deafTo, drained, presence);
    }

    public Runner changed(Capacity newCapacity, RunnerPhase newPhase) {
        return new Runner(id, session, superseded, newCapacity, newPhase, sequence, heardAt, deafTo, drained, presence);
    }

    public Runner assigned(long newSequence) {
        return new Runner(id, session, superseded, capacity, phase, newSequence, heardAt, deafTo, drained, presence);
    }

    public Runner deaf(@Nullable Long to) {
        return new Runner(id, session, superseded, capacity, phase, sequence, heardAt, to, drained, presence);
    }

    public Runner drained(long newSequence) {
        return new Runner(id, session, superseded, capacity, phase, newSequence, heardAt, deafTo, true, presence);
    }

    public Runner now(Presence changed) {
        return new Runner(id, session, superseded, capacity, phase, sequence, heardAt, deafTo, drained, changed);
    }
}
