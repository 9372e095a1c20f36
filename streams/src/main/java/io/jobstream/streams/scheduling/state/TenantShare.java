// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.SchedulingView;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.util.Comparator;

/** What a tenant has of a pool. {@link Shares} alone changes it. */
final class TenantShare implements SchedulingView.Tenant {
    private static final Comparator<TenantShare> RUNNING =
            (a, b) -> Long.compare((long) a.counted * b.terms.weight(), (long) b.counted * a.terms.weight());

    /** By their weights: who has least now, then who had least before, then who has been here for longest. */
    static final Comparator<TenantShare> LEAST_FIRST = RUNNING.thenComparingLong(share -> share.account)
            .thenComparingLong(share -> share.entered)
            .thenComparing(TenantShare::tenant);

    private final String tenant;
    TenantTerms terms;

    /** Jobs that are not settled. */
    int jobs;

    /** Of these, those with a lease. */
    int leased;

    /** Slots that its leases take. */
    int running;

    /** Slots that its leases count as: more, for what takes much of another resource. */
    int counted;

    /**
     * Slot-microseconds that its accepted leases count as, each divided by its weight when it ended; raised to the
     * pool's virtual time when it comes back.
     */
    long account;

    /** Jobs that wait for a runner. */
    int ready;

    /** The position of the job that it came with. */
    long entered;

    TenantShare(String tenant, TenantTerms terms) {
        this.tenant = tenant;
        this.terms = terms;
    }

    String tenant() {
        return tenant;
    }

    /** Jobs that wait for needs or a runner. */
    int queued() {
        return jobs - leased;
    }

    /** Whether it has a job that waits for a runner, and may have another slot. */
    boolean claims() {
        return ready > 0 && terms.allowsAnother(running);
    }
}
