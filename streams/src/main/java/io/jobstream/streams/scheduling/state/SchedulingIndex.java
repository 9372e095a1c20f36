// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobDeadline;
import io.jobstream.streams.scheduling.decision.JobDeadline.Kind;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.decision.SchedulingView.PoolSize;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.state.ChangedShares.ShareKey;
import io.jobstream.streams.scheduling.state.RequirementsBacklog.PriorityLevel;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decisions look up, on the heap: small entries for jobs and runners and everything derived from them. Built from
 * the store alone; no write goes through here.
 */
final class SchedulingIndex {
    private final SchedulingPolicy policy;
    private final Map<JobId, Job> jobs = new HashMap<>();
    private final Map<RunnerId, Runner> runners = new HashMap<>();
    private final Map<RunnerId, TreeSet<JobId>> leased = new HashMap<>();
    private final Occupancy occupancy = new Occupancy();
    private final Map<String, PoolIndex> pools = new TreeMap<>();
    private final Map<String, TenantTerms> terms = new HashMap<>();
    private final Map<String, PoolTerms> poolTerms = new HashMap<>();
    private final ChangedShares changedShares = new ChangedShares();
    private final Map<Kind, Deadlines<JobId>> deadlines = new EnumMap<>(Kind.class);
    private final Deadlines<RunnerId> here = new Deadlines<>();
    private final Deadlines<RunnerId> gone = new Deadlines<>();

    SchedulingIndex(SchedulingPolicy policy) {
        this.policy = policy;
        for (Kind kind : Kind.values()) {
            deadlines.put(kind, new Deadlines<>());
        }
    }

    void clear() {
        changedShares.clear();
        jobs.clear();
        runners.clear();
        leased.clear();
        occupancy.clear();
        pools.clear();
        terms.clear();
        poolTerms.clear();
        deadlines.values().forEach(Deadlines::clear);
        here.clear();
        gone.clear();
    }

    Optional<Job> job(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    Optional<Runner> runner(RunnerId id) {
        return Optional.ofNullable(runners.get(id));
    }

    Collection<Job> jobs() {
        return jobs.values();
    }

    Collection<Runner> runners() {
        return runners.values();
    }

    Collection<String> pools() {
        return List.copyOf(pools.keySet());
    }

    List<Job> leasedBy(RunnerId id) {
        TreeSet<JobId> ids = leased.get(id);
        return ids == null ? List.of() : ids.stream().map(jobs::get).toList();
    }

    PoolSize size(String pool) {
        PoolIndex index = pools.get(pool);
        return index == null
                ? PoolSize.EMPTY
                : new PoolSize(index.jobs, index.requirementSets.size(), index.shares.tenants(), index.here);
    }

    boolean asksFor(String pool, Requirements requirements) {
        PoolIndex index = pools.get(pool);
        return index != null && index.requirementSets.containsKey(requirements);
    }

    List<Job> ofPipeline(String pool, String pipeline) {
        PoolIndex index = pools.get(pool);
        return index == null ? List.of() : byAge(index.ofPipeline(pipeline));
    }

    List<Job> ofGroup(String pool, String tenant, String group) {
        PoolIndex index = pools.get(pool);
        return index == null ? List.of() : byAge(index.ofGroup(tenant, group));
    }

    private List<Job> byAge(Collection<JobId> ids) {
        return ids.stream()
                .map(jobs::get)
                .sorted(Comparator.comparingLong(Job::position))
                .toList();
    }

    Collection<RequirementsBacklog> backlogs(String pool) {
        PoolIndex index = pools.get(pool);
        return index == null ? List.of() : index.backlogs.values();
    }

    /** What changed of tenants' shares since this was emptied last. */
    ChangedShares changedShares() {
        return changedShares;
    }

    /** Those that differ from the default. */
    Map<String, TenantTerms> terms() {
        return terms;
    }

    TenantTerms terms(String tenant) {
        return terms.getOrDefault(tenant, TenantTerms.DEFAULT);
    }

    private TenantTerms terms(String pool, String tenant) {
        return terms(tenant).inEachOf(poolTerms(pool).cells());
    }

    Shares shares(String pool) {
        return pool(pool).shares;
    }

    Optional<TenantShare> least(String pool, Collection<PriorityLevel> levels) {
        PoolIndex index = pools.get(pool);
        return index == null ? Optional.empty() : index.shares.least(levels);
    }

    long virtualTime(String pool) {
        PoolIndex index = pools.get(pool);
        return index == null ? 0 : index.shares.virtualTime();
    }

    Optional<TenantShare> share(ShareKey key) {
        return Optional.ofNullable(pools.get(key.pool())).flatMap(pool -> pool.shares.find(key.tenant()));
    }

    boolean anyRunnerFree(String pool) {
        PoolIndex index = pools.get(pool);
        return index != null && !index.free.isEmpty();
    }

    Optional<Runner> freeRunner(String pool, Requirements requirements, Set<RunnerId> except) {
        PoolIndex index = pools.get(pool);
        return index == null ? Optional.empty() : index.free.choose(requirements, except);
    }

    Optional<Runner> nearestRunner(String pool, Requirements requirements) {
        PoolIndex index = pools.get(pool);
        return index == null ? Optional.empty() : index.free.nearest(requirements);
    }

    Optional<JobDeadline> firstDeadline(Kind kind) {
        return deadlines(kind).first().map(entry -> new JobDeadline(entry.at(), entry.key()));
    }

    List<JobDeadline> due(Kind kind, Instant notAfter, int max) {
        return deadlines(kind).until(notAfter, max).stream()
                .map(entry -> new JobDeadline(entry.at(), entry.key()))
                .toList();
    }

    Optional<Runner> longestSilent() {
        return here.first().flatMap(entry -> runner(entry.key()));
    }

    Optional<Runner> longestGone() {
        return gone.first().flatMap(entry -> runner(entry.key()));
    }

    void put(String tenant, TenantTerms changed) {
        if (changed.equals(TenantTerms.DEFAULT)) {
            terms.remove(tenant);
        } else {
            terms.put(tenant, changed);
        }
        pools.forEach((name, pool) -> pool.shares.change(tenant, terms(name, tenant)));
    }

    /** Those that differ from the default. */
    Map<String, PoolTerms> poolTerms() {
        return poolTerms;
    }

    PoolTerms poolTerms(String pool) {
        return poolTerms.getOrDefault(pool, PoolTerms.DEFAULT);
    }

    void put(String name, PoolTerms changed) {
        if (changed.equals(PoolTerms.DEFAULT)) {
            poolTerms.remove(name);
        } else {
            poolTerms.put(name, changed);
        }
        PoolIndex pool = pools.get(name);
        if (pool != null) {
            pool.free.pack(changed.packing());
            pool.shares.termsChanged();
        }
    }

    /** Takes a job that is new or has changed. */
    void put(Job changed, Instant now) {
        PoolIndex pool = pool(changed.pool());
        Job before = jobs.get(changed.id());
        Job job = changed;
        if (before == null) {
            pool.jobs++;
            job = changed.sharing(pool.addTerms(changed.terms(), pool.shares.add(changed)), pool.addToSets(changed));
        } else {
            release(before);
        }
        jobs.put(job.id(), job);
        pool.queue(before, job, now);
        hold(job);
    }

    void removeJob(JobId id) {
        Job job = jobs.remove(id);
        if (job == null) {
            return;
        }
        PoolIndex pool = pool(job.pool());
        pool.jobs--;
        pool.removeTerms(job.terms());
        pool.unqueue(job, null);
        release(job);
        pool.removeFromSets(job);
        pool.shares.remove(job);
        forgetIfEmpty(job.pool());
    }

    /** Replaces a job by itself with a renewed lease, which changes one deadline and nothing else. */
    void renew(Job job) {
        jobs.put(job.id(), job);
        deadlines(Kind.RENEWAL).set(job.id(), job.leaseOrThrow().expiresAt());
    }

    void put(Runner runner) {
        Runner before = runners.put(runner.id(), runner);
        if (before == null) {
            pool(runner.id().pool()).runners++;
        }
        boolean isHere = runner.presence() == Runner.Presence.HERE;
        boolean wasHere = before != null && before.presence() == Runner.Presence.HERE;
        pool(runner.id().pool()).here += (isHere ? 1 : 0) - (wasHere ? 1 : 0);
        (isHere ? here : gone).set(runner.id(), runner.heardAt());
        (isHere ? gone : here).remove(runner.id());
        refreshSlots(runner.id());
    }

    /** Replaces a runner by itself as heard later, which changes one deadline and nothing else. */
    void heard(Runner runner) {
        runners.put(runner.id(), runner);
        here.set(runner.id(), runner.heardAt());
    }

    void removeRunner(RunnerId id) {
        Runner removed = runners.remove(id);
        if (removed != null) {
            here.remove(id);
            gone.remove(id);
            PoolIndex pool = pool(id.pool());
            pool.free.remove(id);
            pool.runners--;
            pool.here -= removed.presence() == Runner.Presence.HERE ? 1 : 0;
            forgetIfEmpty(id.pool());
        }
    }

    private void hold(Job job) {
        Lease lease = job.lease();
        if (lease != null) {
            leased.computeIfAbsent(lease.runner(), runner -> new TreeSet<>()).add(job.id());
            schedule(job, lease);
            takeSlot(job, lease, 1);
            pool(job.pool()).shares.lease(job.tenant(), 1);
            return;
        }
        if (job.delayedUntil() != null) {
            deadlines(Kind.DELAY).set(job.id(), job.delayedUntil());
        }
        if (job.startBy() != null) {
            deadlines(Kind.START).set(job.id(), job.startBy());
        }
    }

    private void release(Job job) {
        Lease lease = job.lease();
        if (lease != null) {
            deadlines.values().forEach(kind -> kind.remove(job.id()));
            TreeSet<JobId> ofRunner = leased.get(lease.runner());
            if (ofRunner != null) {
                ofRunner.remove(job.id());
                if (ofRunner.isEmpty()) {
                    leased.remove(lease.runner());
                }
            }
            takeSlot(job, lease, -1);
            pool(job.pool()).shares.lease(job.tenant(), -1);
            return;
        }
        if (job.delayedUntil() != null) {
            deadlines(Kind.DELAY).remove(job.id());
        }
        if (job.startBy() != null) {
            deadlines(Kind.START).remove(job.id());
        }
    }

    private void schedule(Job job, Lease lease) {
        if (lease.acceptedAt() == null) {
            deadlines(Kind.ACCEPTANCE).set(job.id(), lease.acceptBy());
        } else if (lease.endedAt() != null) {
            deadlines(Kind.RESULT).set(job.id(), lease.endedAt().plus(policy.resultWithin()));
        } else {
            deadlines(Kind.RENEWAL).set(job.id(), lease.expiresAt());
            if (lease.revoked() == null) {
                deadlines(Kind.TIME_LIMIT)
                        .set(job.id(), lease.acceptedAt().plus(job.timeLimit()).plus(policy.timeLimitGrace()));
            }
        }
    }

    /** Leases of superseded sessions count as well: what they started may live on beside the new session. */
    private void takeSlot(Job job, Lease lease, int step) {
        if (lease.takesSlot()) {
            pool(job.pool()).occupy(job, lease, step);
            occupancy.change(lease.runner(), job.requirements().resources(), step);
            refreshSlots(lease.runner());
        }
    }

    private void refreshSlots(RunnerId id) {
        Runner runner = runners.get(id);
        if (runner != null) {
            pool(id.pool()).free.set(runner, occupancy.slotsFree(runner), occupancy.resourcesLeft(runner));
        }
    }

    private Deadlines<JobId> deadlines(Kind kind) {
        return deadlines.computeIfAbsent(kind, missing -> new Deadlines<>());
    }

    private PoolIndex pool(String name) {
        return pools.computeIfAbsent(
                name,
                missing -> new PoolIndex(
                        new Shares(missing, policy.shares(), tenant -> terms(missing, tenant), changedShares),
                        poolTerms(missing)));
    }

    private void forgetIfEmpty(String name) {
        PoolIndex pool = pools.get(name);
        if (pool != null && pool.jobs == 0 && pool.runners == 0) {
            pools.remove(name);
        }
    }
}
