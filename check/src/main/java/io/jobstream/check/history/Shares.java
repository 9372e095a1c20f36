// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.TenantPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** What each tenant has of each pool of a partition, as far as the log has come. */
final class Shares {
    private static final TenantPolicy DEFAULT = new TenantPolicy("", 1, null, null);
    private static final long CREDIT_MICROS_MAX = Duration.ofHours(1).toMillis() * 1_000;
    private static final long DEBT_MICROS_MAX = Duration.ofHours(25).toMillis() * 1_000;
    private static final int AWAY_MAX = 1_000;

    private final Map<String, PoolShares> pools = new HashMap<>();
    private final Map<String, TenantPolicy> policies = new HashMap<>();

    /** Of pools that have several, how many share what a tenant may have. */
    private final Map<String, Integer> cells = new HashMap<>();

    /** What a tenant has of a pool. */
    static final class Share {
        private final PoolShares pool;
        private TenantPolicy policy;

        /** Jobs that have not settled. */
        private int jobs;

        /** Of these, those with a lease. */
        int leased;

        /** Leases that take a slot. */
        int running;

        /** Slots that these count as. */
        int counted;

        /** Slot-microseconds that its leases count as after they had been accepted, by its weight when they ended. */
        private long accountMicros;

        private Share(PoolShares pool, TenantPolicy policy) {
            this.pool = pool;
            this.policy = policy;
        }

        /** By their weights. */
        boolean isLessThan(Share other) {
            int byRunning =
                    Long.compare((long) counted * other.policy.getWeight(), (long) other.counted * policy.getWeight());
            return byRunning != 0 ? byRunning < 0 : accountMicros < other.accountMicros;
        }

        boolean mayHaveAnother() {
            Integer most = policy.getSlotsMax();
            return most == null || running < pool.part(most);
        }

        boolean mayHaveThoseThatWait() {
            Integer most = policy.getQueuedMax();
            return most == null || jobs - leased <= pool.part(most);
        }

        void consume(Duration slotTime) {
            long account = accountMicros + slotTime.toMillis() * 1_000 / policy.getWeight();
            accountMicros = Math.max(accountMicros, Math.min(account, pool.virtualTimeMicros + DEBT_MICROS_MAX));
        }
    }

    /** The share that a job takes from; of a job whose tenant is not known, one that is nobody's. */
    Share of(JobStory job) {
        if (job.terms == null) {
            return new Share(new PoolShares(1), DEFAULT);
        }
        PoolShares pool = pool(job);
        return pool.byTenant.computeIfAbsent(
                job.terms.tenant(), tenant -> new Share(pool, policies.getOrDefault(tenant, DEFAULT)));
    }

    /** Another policy counts for a tenant. */
    void changed(TenantPolicy policy) {
        policies.put(policy.getTenant(), policy);
        for (PoolShares pool : pools.values()) {
            Share share = pool.byTenant.get(policy.getTenant());
            if (share != null) {
                share.policy = policy;
            }
        }
    }

    /** Another policy counts for a pool. */
    void changed(PoolPolicy policy) {
        int count = policy.getCells() == null ? 1 : policy.getCells();
        cells.put(policy.getPool(), count);
        PoolShares pool = pools.get(policy.getPool());
        if (pool != null) {
            pool.cells = count;
        }
    }

    /** A job has come. Who comes to a busy pool begins with what the one had who was granted with most. */
    void admitted(JobStory job) {
        if (job.terms != null) {
            PoolShares pool = pool(job);
            Share share = of(job);
            if (share.jobs == 0) {
                pool.away.remove(new Away(share.accountMicros, job.terms.tenant()));
                share.accountMicros = Math.max(share.accountMicros, pool.virtualTimeMicros);
                pool.busy++;
            }
            share.jobs++;
        }
    }

    /** A job gets a lease. Who has had far less than the one that was granted with most is raised. */
    void granted(JobStory job) {
        if (job.terms != null) {
            PoolShares pool = pool(job);
            Share share = of(job);
            share.accountMicros = Math.max(share.accountMicros, pool.virtualTimeMicros - CREDIT_MICROS_MAX);
            if (share.accountMicros > pool.virtualTimeMicros) {
                pool.virtualTimeMicros = share.accountMicros;
                while (!pool.away.isEmpty() && pool.away.first().accountMicros <= share.accountMicros) {
                    pool.forgetLeast();
                }
            }
        }
    }

    /** A job is gone; with the last of a pool, all is forgotten. */
    void settled(JobStory job) {
        if (job.terms != null) {
            PoolShares pool = pool(job);
            Share share = of(job);
            share.jobs--;
            if (share.jobs == 0) {
                pool.busy--;
                pool.leave(new Away(share.accountMicros, job.terms.tenant()));
            }
            if (pool.busy == 0) {
                pools.remove(job.pool);
            }
        }
    }

    private PoolShares pool(JobStory job) {
        return pools.computeIfAbsent(job.pool, name -> new PoolShares(cells.getOrDefault(name, 1)));
    }

    private static final class PoolShares {
        private final Map<String, Share> byTenant = new HashMap<>();
        private int cells;

        /** Those without a job that are ahead of the virtual time. */
        private final TreeSet<Away> away =
                new TreeSet<>(Comparator.comparingLong(Away::accountMicros).thenComparing(Away::tenant));

        /** Tenants with a job. */
        private int busy;

        /** The largest account with which anybody was granted. */
        private long virtualTimeMicros;

        private PoolShares(int cells) {
            this.cells = cells;
        }

        /** What its pool's cells may each have of a limit. */
        private int part(int limit) {
            return (limit + cells - 1) / cells;
        }

        private void leave(Away gone) {
            if (gone.accountMicros <= virtualTimeMicros) {
                byTenant.remove(gone.tenant);
                return;
            }
            away.add(gone);
            if (away.size() > AWAY_MAX) {
                forgetLeast();
            }
        }

        private void forgetLeast() {
            Away least = away.pollFirst();
            if (least != null) {
                byTenant.remove(least.tenant);
            }
        }
    }

    private record Away(long accountMicros, String tenant) {}
}
