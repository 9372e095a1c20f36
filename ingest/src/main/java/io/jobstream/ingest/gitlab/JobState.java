// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.observations.Ending;
import io.jobstream.ingest.observations.Sighting;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How GitLab says that a job stands.
 *
 * @param failureReason why it failed; empty when it did not
 * @param queuedSeconds how long it waited for its runner; negative when that is not told
 */
record JobState(
        String status,
        String failureReason,
        double queuedSeconds,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    Sighting on(Sighting seen) {
        return switch (status) {
            case "pending", "preparing" -> seen.queued(null);
            case "running", "canceling" -> seen.running(queuedAt(), startedAt);
            case "success" -> finished(seen, Ending.SUCCEEDED);
            case "failed" -> finished(seen, failure());
            case "canceled" -> finished(seen, Ending.of(Outcome.CANCELLED, Cause.USER));
            case "skipped" -> finished(seen, Ending.of(Outcome.CANCELLED, Cause.POLICY));
            default -> seen.waiting(); // created, waiting_for_resource, scheduled, manual
        };
    }

    private Sighting finished(Sighting seen, Ending ending) {
        if (startedAt != null) {
            seen.running(queuedAt(), startedAt);
        }
        return seen.finished(finishedAt, ending);
    }

    private @Nullable Instant queuedAt() {
        return startedAt == null || queuedSeconds < 0
                ? null
                : startedAt.minusMillis(Math.round(Math.min(queuedSeconds, 1e9) * 1_000));
    }

    private Ending failure() {
        return switch (failureReason) {
            case "", "script_failure" -> Ending.of(Outcome.FAILED, Cause.SCRIPT);
            case "job_execution_timeout", "stuck_or_timeout_failure" -> Ending.of(Outcome.TIMED_OUT, Cause.TIMEOUT);
            default -> new Ending(Outcome.FAILED, Cause.INFRASTRUCTURE, "GitLab: " + failureReason.replace('_', ' '));
        };
    }
}
