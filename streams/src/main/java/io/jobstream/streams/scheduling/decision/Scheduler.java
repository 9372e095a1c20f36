// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what an input means for a partition's pools. Pure: same view and input, same facts.
 *
 * <p>An input is decided in steps: {@link #decide} says what the input itself means; when those facts have been
 * applied, {@link #proceed} says what follows next, again and again until nothing does. So each step sees the state
 * that the steps before it left.
 */
public final class Scheduler implements Input.Cases<List<Fact>> {
    private final SchedulingView view;
    private final SchedulingPolicy policy;
    private final Admissions admissions;
    private final Cancellations cancellations;
    private final Heartbeats heartbeats;
    private final Drains drains;
    private final Results results;
    private final Expiry expiry;
    private final Dispatcher dispatcher;

    public Scheduler(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
        this.admissions = new Admissions(view, policy);
        this.cancellations = new Cancellations(view, policy);
        this.heartbeats = new Heartbeats(view, policy);
        this.drains = new Drains(view);
        this.results = new Results(view, policy);
        this.expiry = new Expiry(view, policy);
        this.dispatcher = new Dispatcher(view, policy);
    }

    /** What the input itself means. */
    public List<Fact> decide(Input input) {
        return input.match(this);
    }

    /** What follows next, after an input to one of {@code pools}; empty when the partition is at rest. */
    public List<Fact> proceed(Iterable<String> pools) {
        List<Fact> cancelled = cancellations.next();
        if (!cancelled.isEmpty()) {
            return cancelled;
        }
        List<Fact> expired = expiry.next();
        if (!expired.isEmpty()) {
            return expired;
        }
        for (String pool : pools) {
            List<Fact> granted = dispatcher.next(pool);
            if (!granted.isEmpty()) {
                return granted;
            }
        }
        return List.of();
    }

    @Override
    public List<Fact> jobsRequested(Input.JobsRequested requested) {
        return admissions.decide(requested);
    }

    @Override
    public List<Fact> cancellationRequested(Input.CancellationRequested requested) {
        return cancellations.decide(requested);
    }

    @Override
    public List<Fact> runnerReported(Input.RunnerReported reported) {
        return heartbeats.decide(reported);
    }

    @Override
    public List<Fact> resultReported(Input.ResultReported reported) {
        return results.decide(reported);
    }

    @Override
    public List<Fact> drainRequested(Input.DrainRequested requested) {
        return drains.decide(requested);
    }

    @Override
    public List<Fact> tenantPolicyGiven(Input.TenantPolicyGiven given) {
        return view.terms(given.tenant()).equals(given.terms())
                ? List.of()
                : List.of(new Fact.TenantPolicyChanged(given.tenant(), given.terms()));
    }

    @Override
    public List<Fact> poolPolicyGiven(Input.PoolPolicyGiven given) {
        return view.poolTerms(given.pool()).equals(given.terms())
                ? List.of()
                : List.of(new Fact.PoolPolicyChanged(given.pool(), given.terms()));
    }

    @Override
    public List<Fact> ticked(Input.Ticked tick) {
        List<Fact> facts = new ArrayList<>();
        Duration gap = Duration.between(view.ticked(), tick.stamp());
        Instant graceUntil = view.graceUntil();
        if (!view.ticked().equals(Instant.EPOCH) && gap.compareTo(policy.gapMin()) > 0) {
            // Whoever was away could not be heard: everyone gets a whole lease to say something.
            graceUntil = tick.stamp().plus(policy.lease());
            view.pools().forEach(pool -> facts.add(new Fact.TimeGapped(pool, gap)));
        }
        Instant now = later(view.now(), tick.stamp());
        Instant ticked = later(view.ticked(), tick.stamp());
        facts.add(0, new Fact.TimeAdvanced(now, ticked, graceUntil));
        facts.addAll(expiry.ticked(now, ticked, graceUntil));
        Instant before = now.minus(policy.settledKept());
        view.oldestSettled()
                .filter(oldest -> oldest.isBefore(before))
                .ifPresent(oldest -> facts.add(new Fact.SettledForgotten(before)));
        return facts;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
