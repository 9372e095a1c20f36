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

    private static final Comparator<Job> ORDER =
            Comparator.comparingInt(Job::priority).reversed().thenComparing(Job.AGE);

    private final String tenant;
    private final Map<Labels, TreeSet<Job>> waiting = new HashMap<>();

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
        waiting.computeIfAbsent(job.labels(), labels -> new TreeSet<>(ORDER)).add(job);
    }

    void remove(Job job) {
        TreeSet<Job> line = waiting.get(job.labels());
        if (line != null && line.remove(job) && line.isEmpty()) {
            waiting.remove(job.labels());
        }
    }

    @Override
    public Optional<Job> first(Labels labels, int priority) {
        TreeSet<Job> line = waiting.get(labels);
        if (line == null || line.last().priority() > priority) {
            return Optional.empty();
        }
        Job first = line.first();
        if (first.priority() > priority) {
            first = line.ceiling(first.aheadOf(priority));
        }
        return Optional.ofNullable(first).filter(job -> job.priority() == priority);
    }
}
