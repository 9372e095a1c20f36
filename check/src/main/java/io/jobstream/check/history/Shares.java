// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.schemas.TenantPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What each tenant has of each pool of a partition, as far as the log has come. */
final class Shares {
    private static final TenantPolicy DEFAULT = new TenantPolicy("", 1, null, null);

    private final Map<String, Map<String, Share>> pools = new HashMap<>();
    private final Map<String, TenantPolicy> policies = new HashMap<>();

    /** What a tenant has of a pool. */
    static final class Share {
        private TenantPolicy policy;

        /** Jobs that have not settled. */
        private int jobs;

        /** Of these, those with a lease. */
        int leased;

        /** Leases that take a slot. */
        int running;

        /** What its leases took after they had been accepted. */
        long consumedMillis;

        private Share(TenantPolicy policy) {
            this.policy = policy;
        }

        /** By their weights. */
        boolean isLessThan(Share other) {
            int byRunning =
                    Long.compare((long) running * other.policy.getWeight(), (long) other.running * policy.getWeight());
            return byRunning != 0
                    ? byRunning < 0
                    : consumedMillis * other.policy.getWeight() < other.consumedMillis * policy.getWeight();
        }

        boolean mayHaveAnother() {
            Integer most = policy.getSlotsMax();
            return most == null || running < most;
        }

        boolean mayHaveThoseThatWait() {
            Integer most = policy.getQueuedMax();
            return most == null || jobs - leased <= most;
        }

        private long consumedByWeight() {
            return consumedMillis / policy.getWeight();
        }
    }

    /** The share that a job takes from; of a job whose tenant is not known, one that is nobody's. */
    Share of(JobStory job) {
        return job.terms == null
                ? new Share(DEFAULT)
                : pool(job)
                        .computeIfAbsent(
                                job.terms.tenant(), tenant -> new Share(policies.getOrDefault(tenant, DEFAULT)));
    }

    /** Another policy counts for a tenant. */
    void changed(TenantPolicy policy) {
        policies.put(policy.getTenant(), policy);
        for (Map<String, Share> pool : pools.values()) {
            Share share = pool.get(policy.getTenant());
            if (share != null) {
                share.policy = policy;
            }
        }
    }

    /** A job has come. Who comes back to a busy pool begins with what the one has who has had least. */
    void admitted(JobStory job) {
        if (job.terms != null) {
            Collection<Share> all = pool(job).values();
            Share share = of(job);
            if (share.jobs == 0) {
                all.stream()
                        .filter(other -> other.jobs > 0)
                        .mapToLong(Share::consumedByWeight)
                        .min()
                        .ifPresent(least -> catchUp(share, least));
            }
            share.jobs++;
        }
    }

    /** A job is gone; with the last of a pool, all is forgotten. */
    void settled(JobStory job) {
        if (job.terms != null) {
            of(job).jobs--;
            if (pool(job).values().stream().noneMatch(share -> share.jobs > 0)) {
                pools.remove(job.pool);
            }
        }
    }

    private static void catchUp(Share share, long least) {
        if (share.consumedByWeight() < least) {
            share.consumedMillis = least * share.policy.getWeight();
        }
    }

    private Map<String, Share> pool(JobStory job) {
        return pools.computeIfAbsent(job.pool, name -> new HashMap<>());
    }
}
