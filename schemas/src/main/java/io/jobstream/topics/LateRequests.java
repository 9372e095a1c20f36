// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import io.jobstream.schemas.JobRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * Requests that start nothing: they reached the log so long after their acceptance that they cannot be told from copies
 * of requests whose jobs are forgotten. The scheduler sets them aside, and nobody else may show or answer them.
 */
public final class LateRequests {
    /** How long after its acceptance a request may reach the log. */
    public static final Duration AGE_MAX = Duration.ofHours(1);

    private LateRequests() {}

    /** Whether a request that the log stamped with {@code stamp} is late, or says it was accepted as long after. */
    public static boolean isLate(JobRequest request, Instant stamp) {
        return Duration.between(request.getAcceptedAt(), stamp).abs().compareTo(AGE_MAX) > 0;
    }
}
