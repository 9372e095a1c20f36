// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

/**
 * How large a pool may become, so that its scheduler's memory and decisions stay bounded. What comes beyond is refused.
 *
 * @param jobs that have not settled
 * @param labelSets that these jobs ask for
 * @param tenants whose these jobs are
 * @param runners that are there
 */
public record PoolLimits(int jobs, int labelSets, int tenants, int runners) {
    /** For a million jobs the scheduler needs 400 MB. */
    public static final PoolLimits DEFAULT = new PoolLimits(1_000_000, 1_000, 10_000, 20_000);

    public PoolLimits {
        if (jobs < 1 || labelSets < 1 || tenants < 1 || runners < 1) {
            throw new IllegalArgumentException("a pool's limits are at least 1");
        }
    }
}
