// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.SchedulingView;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What a tenant has of a pool, and its jobs there that wait. {@link Shares} alone changes it. */
final class TenantShare implements SchedulingView.Tenant {
    private static final Comparator<TenantShare> RUNNING =
            (a, b) -> Long.compare((long) a.running * b.terms.weight(), (long) b.running * a.terms.weight());

    /** By their weights: who has least now, then who had least before, then who has been here for longest. */
    static final Comparator<TenantShare> LEAST_FIRST = RUNNING.thenComparingLong(share -> share.account)
            .thenComparingLong(share -> share.entered)
            .thenComparing(TenantShare::tenant);

    private final String tenant;
    private final Map<Line, TreeSet<Job>> waiting = new HashMap<>();

    TenantTerms terms;

    /** Jobs that are not settled. */
    int jobs;

    /** Of these, those with a lease. */
    int leased;

    /** Slots that its leases take. */
    int running;

    /**
     * Slot-microseconds that its accepted leases took, each divided by its weight when it ended; raised to the pool's
     * virtual time when it comes back.
     */
    long account;

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

    boolean waits() {
        return !waiting.isEmpty();
    }

    void add(Job job) {
        waiting.computeIfAbsent(Line.of(job), line -> new TreeSet<>(Job.AGE)).add(job);
    }

    void remove(Job job) {
        Line line = Line.of(job);
        TreeSet<Job> jobs = waiting.get(line);
        if (jobs != null && jobs.remove(job) && jobs.isEmpty()) {
            waiting.remove(line);
        }
    }

    @Override
    public Optional<Job> first(Labels labels, int priority) {
        return Optional.ofNullable(waiting.get(new Line(labels, priority))).map(TreeSet::first);
    }

    /** Jobs among which age alone decides. */
    private record Line(Labels labels, int priority) {
        static Line of(Job job) {
            return new Line(job.labels(), job.priority());
        }
    }
}
