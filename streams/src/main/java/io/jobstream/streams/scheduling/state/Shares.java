// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.ShareLimits;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.state.RequirementsBacklog.PriorityLevel;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What each tenant has of a pool. Its virtual time is the account of whoever was granted most lately, and never goes
 * back: who comes begins there, so that nobody saves up by staying away, and who is granted with an account further
 * behind than its credit is raised to that, so that nobody saves up by waiting. A debt is remembered until the virtual
 * time has come by, up to a limit, and of as many who are away as there is room for.
 */
final class Shares {
    private final String pool;
    private final ShareLimits limits;
    private final Function<String, TenantTerms> terms;
    private final ChangedShares changed;
    private final Map<String, TenantShare> byTenant = new HashMap<>();
    private final TreeSet<TenantShare> waiting = new TreeSet<>(TenantShare.LEAST_FIRST);

    /** Those without a job, as long as they owe something. */
    private final TreeSet<TenantShare> idle = new TreeSet<>(
            Comparator.<TenantShare>comparingLong(share -> share.account).thenComparing(TenantShare::tenant));

    private long virtualTime;

    /**
     * Nothing of anybody.
     *
     * @param terms what counts for a tenant
     * @param changed is told of all that must be stored again, or is gone
     */
    Shares(String pool, ShareLimits limits, Function<String, TenantTerms> terms, ChangedShares changed) {
        this.pool = pool;
        this.limits = limits;
        this.terms = terms;
        this.changed = changed;
    }

    String pool() {
        return pool;
    }

    Collection<TenantShare> all() {
        return byTenant.values();
    }

    /** Tenants with a job that is not settled. */
    int tenants() {
        return byTenant.size() - idle.size();
    }

    Optional<TenantShare> find(String tenant) {
        return Optional.ofNullable(byTenant.get(tenant));
    }

    /**
     * Who comes first among those that have a job on one of these levels and may have another slot. Two searches go
     * side by side, and the shorter one decides: through all that wait, in order, until one has a job there; and
     * through all that have.
     */
    Optional<TenantShare> least(Collection<PriorityLevel> levels) {
        Iterator<TenantShare> inOrder = waiting.iterator();
        TenantShare least = null;
        for (PriorityLevel level : levels) {
            for (TenantShare share : level.tenants()) {
                if (!inOrder.hasNext()) {
                    return Optional.empty();
                }
                TenantShare next = inOrder.next();
                if (hasJob(next, levels)) {
                    return Optional.of(next);
                }
                if (share.claims()
                        && level.has(share)
                        && (least == null || TenantShare.LEAST_FIRST.compare(share, least) < 0)) {
                    least = share;
                }
            }
        }
        return Optional.ofNullable(least);
    }

    /** In the unit of {@link TenantShare#account}. */
    long virtualTime() {
        return virtualTime;
    }

    void restore(long storedVirtualTime) {
        virtualTime = storedVirtualTime;
    }

    void restore(String tenant, long storedAccount) {
        change(of(tenant), share -> share.account = storedAccount);
    }

    /** A job of the tenant is about to come. */
    void enter(String tenant) {
        TenantShare share = of(tenant);
        if (share.jobs == 0) {
            raise(share, virtualTime);
        }
    }

    /** A job of the tenant is about to get a lease. */
    void grant(String tenant) {
        TenantShare share = of(tenant);
        raise(share, virtualTime - micros(limits.creditMax()));
        if (share.account > virtualTime) {
            virtualTime = share.account;
            changed.virtualTime(pool);
            while (!idle.isEmpty() && idle.first().account <= virtualTime) {
                forget(idle.first());
            }
        }
    }

    private static boolean hasJob(TenantShare share, Collection<PriorityLevel> levels) {
        for (PriorityLevel level : levels) {
            if (level.has(share)) {
                return true;
            }
        }
        return false;
    }

    void consume(String tenant, Duration slotTime) {
        long most = virtualTime + micros(limits.debtMax());
        change(of(tenant), share -> {
            long account = share.account + micros(slotTime) / share.terms.weight();
            share.account = Math.max(share.account, Math.min(account, most));
        });
        changed.account(pool, tenant);
    }

    /** A lease of the tenant takes a slot, or no longer does. */
    void occupy(String tenant, int slots, int counted) {
        change(of(tenant), share -> {
            share.running += slots;
            share.counted += counted;
        });
    }

    /** A job of the tenant has a lease, or no longer has. */
    void lease(String tenant, int step) {
        of(tenant).leased += step;
    }

    /** Other terms count for a tenant. */
    void change(String tenant, TenantTerms changedTerms) {
        TenantShare share = byTenant.get(tenant);
        if (share != null) {
            change(share, changing -> changing.terms = changedTerms);
        }
    }

    /** Other terms count for all. */
    void termsChanged() {
        byTenant.keySet().forEach(tenant -> change(tenant, terms.apply(tenant)));
    }

    /** A job has come: it takes up its tenant's name, of which there is one. */
    String add(Job job) {
        TenantShare share = of(job.tenant());
        change(share, entered -> {
            entered.entered = entered.jobs == 0 ? job.position() : Math.min(entered.entered, job.position());
            entered.jobs++;
        });
        return share.tenant();
    }

    /** A job is gone. Once nobody is left who could be put at a disadvantage, everything is forgotten. */
    void remove(Job job) {
        TenantShare share = of(job.tenant());
        change(share, left -> left.jobs--);
        if (tenants() == 0) {
            byTenant.keySet().forEach(tenant -> changed.account(pool, tenant));
            byTenant.clear();
            idle.clear();
            virtualTime = 0;
            changed.virtualTime(pool);
        } else if (share.jobs == 0 && share.account <= virtualTime) {
            forget(share);
        } else if (idle.size() > limits.awayMax()) {
            forget(idle.first());
        }
    }

    /** A job waits for a runner, or no longer does. */
    void ready(String tenant, int step) {
        change(of(tenant), share -> share.ready += step);
    }

    TenantShare of(String tenant) {
        return byTenant.computeIfAbsent(tenant, name -> {
            TenantShare share = new TenantShare(name, terms.apply(name));
            idle.add(share);
            return share;
        });
    }

    private void raise(TenantShare share, long least) {
        if (share.account < least) {
            change(share, raised -> raised.account = least);
            changed.account(pool, share.tenant());
        }
    }

    private void change(TenantShare share, Change change) {
        (share.jobs == 0 ? idle : waiting).remove(share);
        change.of(share);
        if (share.jobs == 0) {
            idle.add(share);
        } else if (share.claims()) {
            waiting.add(share);
        }
    }

    private void forget(TenantShare share) {
        idle.remove(share);
        byTenant.remove(share.tenant());
        changed.account(pool, share.tenant());
    }

    private static long micros(Duration slotTime) {
        return slotTime.toNanos() / 1_000;
    }

    private interface Change {
        void of(TenantShare share);
    }
}
