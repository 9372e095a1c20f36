// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import java.util.List;

/**
 * What a heartbeat says of its session, all taken at one moment.
 *
 * @param heartbeat counts the session's heartbeats from 1; names this one in acknowledgements
 * @param assignmentsRead the newest assignment that went into, or was kept out of, {@code attempts}
 */
public record Report(long heartbeat, SessionPhase phase, long assignmentsRead, List<Held> attempts) {
    public Report {
        attempts = List.copyOf(attempts);
    }

    public boolean lists(AttemptId id) {
        return attempts.stream().anyMatch(held -> held.id().equals(id));
    }

    /** An attempt that the session holds. */
    public record Held(AttemptId id, HeldPhase phase) {}
}
