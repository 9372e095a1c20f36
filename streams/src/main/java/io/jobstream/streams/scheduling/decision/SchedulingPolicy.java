// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.topics.LateRequests;
import java.time.Duration;

/**
 * How patient the scheduler is. All durations are log time.
 *
 * @param acceptWithin how long a grant may wait for its acceptance
 * @param lease how long a heartbeat keeps a lease
 * @param clockMargin by how much a tick must be past a deadline
 * @param gapMin two ticks further apart than this mean that time stood still
 * @param resultWithin how long the result of an ended attempt is awaited
 * @param timeLimitGrace how long after a job's time limit its runner may take to end it by itself
 * @param cancellationKept how long a cancellation waits for its job
 * @param settledKept how long a settled job's id is remembered
 * @param runnerKept how long a runner that is gone is remembered
 * @param raiseAfter jobs of a priority count as of one higher for each time so long that they have been given nothing
 * @param shares how much of what tenants had counts
 * @param requestBytesMax the largest request, encoded
 * @param limits of each pool
 */
public record SchedulingPolicy(
        Duration acceptWithin,
        Duration lease,
        Duration clockMargin,
        Duration gapMin,
        Duration resultWithin,
        Duration timeLimitGrace,
        Duration cancellationKept,
        Duration settledKept,
        Duration runnerKept,
        Duration raiseAfter,
        ShareLimits shares,
        int requestBytesMax,
        PoolLimits limits) {

    /** What the design promises: deaf within 10 s, lost within 15 s. */
    public static final SchedulingPolicy DEFAULT = new SchedulingPolicy(
            Duration.ofSeconds(7),
            Duration.ofSeconds(12),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            // By more than clocks of partitions differ.
            LateRequests.AGE_MAX.plusMinutes(5),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            ShareLimits.DEFAULT,
            256 * 1024,
            PoolLimits.DEFAULT);

    public SchedulingPolicy with(PoolLimits others) {
        return new SchedulingPolicy(
                acceptWithin,
                lease,
                clockMargin,
                gapMin,
                resultWithin,
                timeLimitGrace,
                cancellationKept,
                settledKept,
                runnerKept,
                raiseAfter,
                shares,
                requestBytesMax,
                others);
    }
}
