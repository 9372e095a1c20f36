// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A runner as its newest status has it.
 *
 * @param idleSince since when its statuses show no attempt, in log time; null while it has one
 */
public record SeenRunner(RunnerStatus status, @Nullable Instant idleSince) {
    /** The runner after its next status. */
    static SeenRunner of(@Nullable SeenRunner before, RunnerStatus status) {
        if (!status.getAttempts().isEmpty()) {
            return new SeenRunner(status, null);
        }
        if (before != null && before.session().equals(status.getSessionId()) && before.idleSince() != null) {
            return new SeenRunner(status, before.idleSince());
        }
        return new SeenRunner(status, status.getUpdatedAt());
    }

    public String name() {
        return status.getRunnerId();
    }

    public String session() {
        return status.getSessionId();
    }

    boolean is(RunnerState state) {
        return status.getState() == state;
    }

    /** By what the log says: while no statuses come, nobody gets any idler. */
    boolean idleFor(Duration time) {
        return idleSince != null && !idleSince.plus(time).isAfter(status.getUpdatedAt());
    }
}
