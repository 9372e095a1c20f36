// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import org.jspecify.annotations.Nullable;

/**
 * What a tenant may have of each pool.
 *
 * @param weight of its share beside those of others
 * @param slotsMax slots that its leases may take at a time; null for no limit
 * @param queuedMax jobs that may wait; null for no limit
 */
public record TenantTerms(
        int weight, @Nullable Integer slotsMax, @Nullable Integer queuedMax) {
    public static final TenantTerms DEFAULT = new TenantTerms(1, null, null);
    private static final int WEIGHT_MAX = 1_000;

    public TenantTerms {
        if (weight < 1 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException("a tenant's weight must be 1 to " + WEIGHT_MAX + ": " + weight);
        }
        if ((slotsMax != null && slotsMax < 0) || (queuedMax != null && queuedMax < 0)) {
            throw new IllegalArgumentException("a tenant's limits must not be negative");
        }
    }

    /** What it may have of each of so many cells: its share of every limit, rounded up. */
    public TenantTerms inEachOf(int cells) {
        return cells == 1 ? this : new TenantTerms(weight, share(slotsMax, cells), share(queuedMax, cells));
    }

    private static @Nullable Integer share(@Nullable Integer limit, int cells) {
        return limit == null ? null : (limit + cells - 1) / cells;
    }

    /** Whether leases that take so many slots may be joined by another. */
    public boolean allowsAnother(int slots) {
        return slotsMax == null || slots < slotsMax;
    }
}
