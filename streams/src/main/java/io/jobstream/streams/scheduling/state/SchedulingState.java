// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobDeadline;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.decision.SchedulingView;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.state.ChangedShares.ShareKey;
import io.jobstream.streams.scheduling.state.RequirementsBacklog.PriorityLevel;
import io.jobstream.streams.scheduling.stored.StoredClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A partition's jobs, runners and time: the store, and an index of it on the heap. {@link #apply} is the only way it
 * changes; {@link #finish} writes what an input changed.
 */
public final class SchedulingState implements SchedulingView {
    private static final String RUNNERS = "r/";
    private static final String CLOCK = "clock";

    private final Storage storage;
    private final SchedulingPolicy policy;
    private final SchedulingIndex index;
    private final StoredJobs jobs;
    private final StoredTenants tenants;
    private final StoredPools pools;
    private final StoredShares shares;
    private final SettledJobs settledJobs;
    private final KeptCancellations cancellations;
    private final Map<String, Long> nextOffsets = new HashMap<>();
    private final Set<JobId> changedJobs = new LinkedHashSet<>();
    private final Set<RunnerId> changedRunners = new LinkedHashSet<>();
    private final Fact.Cases<Boolean> effects = new Effects(this);
    private Instant now = Instant.EPOCH;
    private Instant ticked = Instant.EPOCH;
    private Instant graceUntil = Instant.EPOCH;
    private long nextPosition;

    public SchedulingState(Storage storage, SchedulingPolicy policy) {
        this.storage = storage;
        this.policy = policy;
        this.index = new SchedulingIndex(policy);
        this.jobs = new StoredJobs(storage);
        this.tenants = new StoredTenants(storage, index);
        this.pools = new StoredPools(storage, index);
        this.shares = new StoredShares(storage, index);
        this.settledJobs = new SettledJobs(storage);
        this.cancellations = new KeptCancellations(storage);
    }

    /**
     * Reads everything anew from the store. Leases and runners count as just renewed and heard, and backlogs as just
     * begun: that was not stored, and later is safe.
     */
    public void rebuild() {
        index.clear();
        changedJobs.clear();
        changedRunners.clear();
        StoredClock clock = StoredFormat.clock(storage.get(CLOCK));
        now = clock.getNow();
        ticked = clock.getTicked();
        graceUntil = clock.getGraceUntil();
        nextPosition = clock.getNextPosition();
        nextOffsets.clear();
        nextOffsets.putAll(clock.getNextOffsets());
        tenants.restore();
        pools.restore();
        storage.scan(RUNNERS, (key, bytes) -> index.put(StoredFormat.runner(bytes, now)));
        shares.restore();
        Instant renewedUntil = now.plus(policy.lease());
        jobs.scan(renewedUntil, job -> index.put(job, now));
        index.changedShares().clear();
        cancellations.rebuild(index.jobs());
        settledJobs.rebuild();
    }

    /** Applies a fact, and tells whether a job may have found a runner by it. */
    public boolean apply(Fact fact) {
        return fact.match(effects);
    }

    /** Whether the input at {@code offset} of {@code topic} has been decided already. */
    public boolean decided(String topic, long offset) {
        return offset < nextOffsets.getOrDefault(topic, 0L);
    }

    /**
     * Writes what the facts of the input at {@code offset} of {@code topic} changed, once for each job and runner, and
     * that this input has been decided.
     */
    public void finish(String topic, long offset) {
        changedJobs.forEach(id -> index.job(id).ifPresent(jobs::put));
        changedRunners.forEach(id -> index.runner(id)
                .ifPresent(runner -> storage.put(RUNNERS + StoredFormat.key(id), StoredFormat.encode(runner))));
        shares.store();
        changedJobs.clear();
        changedRunners.clear();
        nextOffsets.merge(topic, offset + 1, Math::max);
        storage.put(
                CLOCK,
                StoredFormat.encode(new StoredClock(now, ticked, graceUntil, nextPosition, Map.copyOf(nextOffsets))));
    }

    /** The job as it was requested, for as long as it is not settled. */
    public RequestedJob payload(JobId id) {
        return jobs.payload(id);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Instant ticked() {
        return ticked;
    }

    @Override
    public Instant graceUntil() {
        return graceUntil;
    }

    @Override
    public long nextPosition() {
        return nextPosition;
    }

    @Override
    public Optional<Job> job(JobId id) {
        return index.job(id);
    }

    @Override
    public boolean settled(JobId id) {
        return settledJobs.contains(id);
    }

    @Override
    public Optional<Runner> runner(RunnerId id) {
        return index.runner(id);
    }

    @Override
    public List<Job> leasedBy(RunnerId id) {
        return index.leasedBy(id);
    }

    @Override
    public List<Job> ofPipeline(String pool, String pipeline) {
        return index.ofPipeline(pool, pipeline);
    }

    @Override
    public List<Job> ofGroup(String pool, String tenant, String group) {
        return index.ofGroup(pool, tenant, group);
    }

    @Override
    public Collection<String> pools() {
        return index.pools();
    }

    @Override
    public PoolSize size(String pool) {
        return index.size(pool);
    }

    @Override
    public boolean asksFor(String pool, Requirements requirements) {
        return index.asksFor(pool, requirements);
    }

    @Override
    public PoolTerms poolTerms(String pool) {
        return index.poolTerms(pool);
    }

    @Override
    public Collection<RequirementsBacklog> backlogs(String pool) {
        return Collections.unmodifiableCollection(index.backlogs(pool));
    }

    @Override
    public TenantTerms terms(String tenant) {
        return index.terms(tenant);
    }

    @Override
    public boolean hasJobs(String pool, String tenant) {
        return index.share(new ShareKey(pool, tenant))
                .filter(share -> share.jobs > 0)
                .isPresent();
    }

    @Override
    public int queued(String pool, String tenant) {
        return index.share(new ShareKey(pool, tenant)).map(TenantShare::queued).orElse(0);
    }

    @Override
    public Optional<TenantShare> least(String pool, Collection<? extends Level> levels) {
        return index.least(pool, levels.stream().map(PriorityLevel.class::cast).toList());
    }

    @Override
    public boolean anyRunnerFree(String pool) {
        return index.anyRunnerFree(pool);
    }

    @Override
    public Optional<Runner> freeRunner(String pool, Requirements requirements, Set<RunnerId> except) {
        return index.freeRunner(pool, requirements, except);
    }

    @Override
    public Optional<Runner> nearestRunner(String pool, Requirements requirements) {
        return index.nearestRunner(pool, requirements);
    }

    @Override
    public Optional<JobDeadline> firstDeadline(JobDeadline.Kind kind) {
        return index.firstDeadline(kind);
    }

    @Override
    public List<JobDeadline> due(JobDeadline.Kind kind, Instant notAfter, int max) {
        return index.due(kind, notAfter, max);
    }

    @Override
    public Optional<Runner> longestSilent() {
        return index.longestSilent();
    }

    @Override
    public Optional<Runner> longestGone() {
        return index.longestGone();
    }

    @Override
    public boolean cancellationKept(CancelTarget target) {
        return cancellations.contains(target);
    }

    @Override
    public Optional<JobId> cancelledBeforeAdmitted() {
        return cancellations.firstOfAdmitted();
    }

    @Override
    public Optional<KeptCancellation> oldestCancellation() {
        return cancellations.oldest();
    }

    @Override
    public Optional<Instant> oldestSettled() {
        return settledJobs.oldest();
    }

    SchedulingIndex index() {
        return index;
    }

    void admit(Job job, RequestedJob payload) {
        nextPosition = Math.max(nextPosition, job.position() + 1);
        jobs.putPayload(job.id(), payload);
        index.shares(job.pool()).enter(job.tenant());
        store(job);
        for (JobId need : job.openNeeds()) {
            change(need, needed -> {
                List<JobId> dependents = new ArrayList<>(needed.dependents());
                dependents.add(job.id());
                return needed.withDependents(dependents);
            });
        }
        cancellations.admitted(job);
    }

    void grant(JobId id, Lease lease) {
        index.job(id).ifPresent(job -> {
            index.shares(job.pool()).grant(job.tenant());
            store(job.with(lease));
        });
    }

    void change(JobId id, UnaryOperator<Job> change) {
        index.job(id).map(change).ifPresent(this::store);
    }

    /** The job's lease takes no slot from {@code at} on, if it did: its tenant has had it since the acceptance. */
    void consume(JobId id, Instant at) {
        index.job(id).ifPresent(job -> {
            Lease lease = job.leaseOrThrow();
            if (lease.acceptedAt() != null && lease.takesSlot()) {
                Duration slotTime = Duration.between(lease.acceptedAt(), at).multipliedBy(lease.slotsCounted());
                index.shares(job.pool()).consume(job.tenant(), slotTime.isNegative() ? Duration.ZERO : slotTime);
            }
        });
    }

    void changeLease(JobId id, UnaryOperator<Lease> change) {
        change(id, job -> job.with(change.apply(job.leaseOrThrow())));
    }

    void renew(JobId id, Instant until) {
        index.job(id).ifPresent(job -> index.renew(job.with(job.leaseOrThrow().renewed(until))));
    }

    void settle(String pool, JobId id, Outcome outcome, @Nullable Cause cause) {
        index.job(id).ifPresent(job -> {
            // First, so that what needs it does not stand in its place in the queue.
            index.removeJob(id);
            boolean failed = job.failsBy(outcome, cause);
            job.dependents().forEach(dependent -> change(dependent, waiting -> waiting.needEnded(id, outcome, failed)));
            jobs.remove(id);
        });
        // It may have been cancelled by what it needed: a wish that is left would hold up others.
        cancellations.settled(pool, id);
        settledJobs.add(id, now);
    }

    void put(String tenant, TenantTerms terms) {
        tenants.put(tenant, terms);
    }

    void put(String pool, PoolTerms terms) {
        pools.put(pool, terms);
    }

    void put(Runner runner) {
        index.put(runner);
        changedRunners.add(runner.id());
    }

    void change(RunnerId id, UnaryOperator<Runner> change) {
        index.runner(id).map(change).ifPresent(this::put);
    }

    void heard(RunnerId id, Instant at) {
        index.runner(id).ifPresent(runner -> index.heard(runner.heard(at)));
    }

    void forget(RunnerId id) {
        index.removeRunner(id);
        storage.delete(RUNNERS + StoredFormat.key(id));
    }

    void keepCancellation(CancelTarget target, Instant until) {
        cancellations.keep(target, until);
    }

    void cancelled(Job job) {
        change(job.id(), Job::cancelling);
        cancellations.settled(job.pool(), job.id());
    }

    void forgetCancellation(CancelTarget target) {
        cancellations.forget(target);
    }

    void forgetSettled(Instant before) {
        settledJobs.forgetBefore(before);
    }

    void advance(Instant newNow, Instant newTicked, Instant newGraceUntil) {
        now = newNow;
        ticked = newTicked;
        graceUntil = newGraceUntil;
    }

    private void store(Job job) {
        index.put(job, now);
        changedJobs.add(job.id());
    }
}
