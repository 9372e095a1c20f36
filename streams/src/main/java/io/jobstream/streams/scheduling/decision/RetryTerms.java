// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * After which ends of an attempt there is another, and how long the job waits before it.
 *
 * @param causes of the end
 * @param exitCodes of the script
 * @param backoff before the second attempt, doubled for each further one
 * @param backoffMax what it grows to
 */
public record RetryTerms(List<Cause> causes, List<Integer> exitCodes, Duration backoff, Duration backoffMax) {
    /** Of a job that says nothing about it. */
    public static final RetryTerms DEFAULT =
            new RetryTerms(List.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE), List.of(), Duration.ZERO, Duration.ZERO);

    public RetryTerms {
        causes = List.copyOf(causes);
        exitCodes = List.copyOf(exitCodes);
    }

    public static RetryTerms of(@Nullable RetryPolicy policy) {
        return policy == null
                ? DEFAULT
                : new RetryTerms(
                        policy.getCauses(),
                        policy.getExitCodes(),
                        Duration.ofMillis(policy.getBackoffMillis()),
                        Duration.ofMillis(policy.getBackoffMaxMillis()));
    }

    /** Whether an attempt that ended so is followed by another. */
    boolean covers(Cause cause, @Nullable Integer exitCode) {
        return causes.contains(cause) || (exitCode != null && exitCodes.contains(exitCode));
    }

    /** How long the job waits after so many of its attempts failed or were lost. */
    Duration delayAfter(int failed) {
        Duration delay = backoff;
        for (int doubled = 1; doubled < failed && delay.compareTo(backoffMax) < 0; doubled++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(backoffMax) < 0 ? delay : backoffMax;
    }
}
