// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.SchedulingView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a pool that wait for a runner and ask for the same, by priority, and since when each has been given
 * nothing.
 */
final class RequirementsBacklog implements SchedulingView.Backlog {
    private final Requirements requirements;
    private final List<PriorityLevel> levels = new ArrayList<>(1);
    private final List<PriorityLevel> view = Collections.unmodifiableList(levels);

    RequirementsBacklog(Requirements requirements) {
        this.requirements = requirements;
    }

    /** @param group the job's; null for none */
    void add(TenantShare share, Job job, @Nullable ConcurrencyGroup group, Instant now) {
        PriorityLevel level = find(job.priority());
        if (level == null) {
            level = new PriorityLevel(job.priority(), now);
            levels.add(level);
            levels.sort(Comparator.comparingInt(PriorityLevel::priority).reversed());
        }
        level.add(share, job, group);
    }

    /** @param grantedAt null when the job was not granted: then its level has still been given nothing */
    void remove(TenantShare share, Job job, @Nullable Instant grantedAt) {
        PriorityLevel level = find(job.priority());
        if (level == null) {
            return;
        }
        level.remove(share, job);
        if (level.queues.isEmpty()) {
            levels.remove(level);
        } else if (grantedAt != null) {
            level.sinceMillis = grantedAt.toEpochMilli();
        }
    }

    /** A job that waits on is another value. */
    void replace(TenantShare share, Job before, Job job, @Nullable ConcurrencyGroup group) {
        PriorityLevel level = find(job.priority());
        if (level != null) {
            level.remove(share, before);
            level.add(share, job, group);
        }
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    @Override
    public Requirements requirements() {
        return requirements;
    }

    @Override
    public List<PriorityLevel> levels() {
        return view;
    }

    private @Nullable PriorityLevel find(int priority) {
        for (PriorityLevel level : levels) {
            if (level.priority == priority) {
                return level;
            }
        }
        return null;
    }

    /** Jobs of one priority, by their tenants. */
    static final class PriorityLevel implements SchedulingView.Level {
        private final int priority;
        private final Map<TenantShare, TenantQueue> queues = new HashMap<>();
        private long sinceMillis;

        private PriorityLevel(int priority, Instant since) {
            this.priority = priority;
            this.sinceMillis = since.toEpochMilli();
        }

        private void add(TenantShare share, Job job, @Nullable ConcurrencyGroup group) {
            TenantQueue queue = queues.get(share);
            if (queue instanceof GroupedJobs grouped) {
                grouped.add(job, group);
            } else if (group != null) {
                GroupedJobs grouped = new GroupedJobs((Line) queue);
                grouped.add(job, group);
                queues.put(share, grouped);
            } else if (queue instanceof Line line) {
                line.add(job);
            } else {
                queues.put(share, new Line(job));
            }
        }

        @SuppressWarnings("NullAway") // Map.computeIfPresent takes null for nothing.
        private void remove(TenantShare share, Job job) {
            queues.computeIfPresent(share, (of, queue) -> queue.without(job));
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public long sinceMillis() {
            return sinceMillis;
        }

        @Override
        public Optional<Job> first(SchedulingView.Tenant tenant) {
            return Optional.ofNullable(queues.get(tenant)).map(TenantQueue::first);
        }

        /** Those with a job here. */
        Collection<TenantShare> tenants() {
            return Collections.unmodifiableCollection(queues.keySet());
        }

        /** Whether a job of the tenant may be granted here. */
        boolean has(TenantShare share) {
            TenantQueue queue = queues.get(share);
            return queue != null && queue.first() != null;
        }
    }
}
