// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.schemas.JobEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * A fact and where it stands.
 *
 * @param offset in its partition of {@code ci.job.events}
 * @param stamp when the broker appended it
 */
public record LoggedEvent(JobEvent event, long offset, Instant stamp) {
    private static final Duration KEEPS_UP = Duration.ofSeconds(2);

    /**
     * When it happened. The scheduler's now is as old as the last heartbeat it read; the broker's stamp is nearer to
     * the truth, unless the scheduler is behind.
     */
    Instant at() {
        boolean keepsUp =
                stamp.isAfter(event.getAt()) && !stamp.isAfter(event.getAt().plus(KEEPS_UP));
        return keepsUp ? stamp : event.getAt();
    }
}
