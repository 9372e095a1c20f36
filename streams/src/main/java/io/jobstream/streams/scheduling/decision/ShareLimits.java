// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Duration;

/**
 * How much of what tenants had of a pool counts for whose turn it is. Durations are slot-time for a weight of one.
 *
 * @param creditMax how far a tenant that is granted may be behind its pool's virtual time
 * @param debtMax how far the end of a lease may bring a tenant ahead of it; more than the longest lease
 * @param awayMax of how many tenants without a job it is remembered that they are ahead
 */
public record ShareLimits(Duration creditMax, Duration debtMax, int awayMax) {
    public static final ShareLimits DEFAULT = new ShareLimits(Duration.ofHours(1), Duration.ofHours(25), 1_000);
}
