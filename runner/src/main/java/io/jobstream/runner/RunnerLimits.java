// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import java.time.Duration;

/**
 * How long and how much.
 *
 * @param heartbeatInterval the longest silence; well below a lease
 * @param grace between asking a job to end and killing it
 * @param drain how long a drained runner waits for its jobs before it kills them
 * @param logBytesMax what is sent of an attempt's output
 */
public record RunnerLimits(Duration heartbeatInterval, Duration grace, Duration drain, long logBytesMax) {
    public static final RunnerLimits DEFAULT =
            new RunnerLimits(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofHours(1), 64L * 1024 * 1024);
}
