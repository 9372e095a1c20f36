// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What each tenant has of a pool. Whoever comes back to a busy pool begins with at least as much on the account as the
 * one who has had least, so that nobody saves up by staying away; a debt is remembered until the others have caught up.
 */
final class Shares {
    private final String pool;
    private final Function<String, TenantTerms> terms;
    private final Set<ShareKey> changed;
    private final Map<String, TenantShare> byTenant = new HashMap<>();
    private final TreeSet<TenantShare> waiting = new TreeSet<>(TenantShare.LEAST_FIRST);
    private int active;

    /** A tenant's account in a pool. */
    record ShareKey(String pool, String tenant) {}

    /**
     * Nothing of anybody.
     *
     * @param terms what counts for a tenant
     * @param changed is told of every account that must be stored again, or is gone
     */
    Shares(String pool, Function<String, TenantTerms> terms, Set<ShareKey> changed) {
        this.pool = pool;
        this.terms = terms;
        this.changed = changed;
    }

    String pool() {
        return pool;
    }

    Collection<TenantShare> all() {
        return byTenant.values();
    }

    Optional<TenantShare> find(String tenant) {
        return Optional.ofNullable(byTenant.get(tenant));
    }

    /** Those with a job that waits and that may have another slot. */
    Collection<TenantShare> waiting() {
        return Collections.unmodifiableCollection(waiting);
    }

    /** A job of the tenant is about to come. */
    void enter(String tenant) {
        TenantShare share = of(tenant);
        if (share.jobs == 0 && active > 0) {
            long least = Long.MAX_VALUE;
            for (TenantShare other : byTenant.values()) {
                least = other.jobs > 0 ? Math.min(least, other.consumedByWeight()) : least;
            }
            forgetIdle(share, least);
            if (share.consumedByWeight() < least) {
                share.consumed = least * share.terms.weight();
                changed.add(new ShareKey(pool, tenant));
            }
        }
    }

    void consume(String tenant, long slotMillis) {
        change(of(tenant), share -> share.consumed += slotMillis);
        changed.add(new ShareKey(pool, tenant));
    }

    /** A lease of the tenant takes a slot, or no longer does. */
    void occupy(String tenant, int slots) {
        change(of(tenant), share -> share.running += slots);
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

    /** A job has come: it takes up its tenant's name, of which there is one. */
    String add(Job job) {
        TenantShare share = of(job.tenant());
        change(share, entered -> {
            entered.entered = entered.jobs == 0 ? job.position() : Math.min(entered.entered, job.position());
            entered.jobs++;
        });
        active += share.jobs == 1 ? 1 : 0;
        return share.tenant();
    }

    /** A job is gone. Once nobody is left who could be put at a disadvantage, everything is forgotten. */
    void remove(Job job) {
        TenantShare share = of(job.tenant());
        share.jobs--;
        active -= share.jobs == 0 ? 1 : 0;
        if (active == 0) {
            byTenant.keySet().forEach(tenant -> changed.add(new ShareKey(pool, tenant)));
            byTenant.clear();
        } else if (share.jobs == 0 && share.consumed == 0) {
            byTenant.remove(share.tenant());
        }
    }

    void queue(Job job) {
        change(of(job.tenant()), share -> share.add(job));
    }

    void unqueue(Job job) {
        change(of(job.tenant()), share -> share.remove(job));
    }

    private TenantShare of(String tenant) {
        return byTenant.computeIfAbsent(tenant, name -> new TenantShare(name, terms.apply(name)));
    }

    private void change(TenantShare share, Change change) {
        waiting.remove(share);
        change.of(share);
        if (share.waits() && share.terms.allowsAnother(share.running)) {
            waiting.add(share);
        }
    }

    /** Those who are away and owe nothing. */
    private void forgetIdle(TenantShare entering, long least) {
        Iterator<TenantShare> shares = byTenant.values().iterator();
        while (shares.hasNext()) {
            TenantShare share = shares.next();
            if (share.jobs == 0 && share != entering && share.consumedByWeight() <= least) {
                shares.remove();
                changed.add(new ShareKey(pool, share.tenant()));
            }
        }
    }

    private interface Change {
        void of(TenantShare share);
    }
}
