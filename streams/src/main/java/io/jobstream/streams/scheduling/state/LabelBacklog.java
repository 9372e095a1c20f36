// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Labels;
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

/** The jobs of a pool that wait for the same labels, by priority, and since when each has been given nothing. */
final class LabelBacklog implements SchedulingView.Backlog {
    private final Labels labels;
    private final List<PriorityLevel> levels = new ArrayList<>(1);
    private final List<PriorityLevel> view = Collections.unmodifiableList(levels);

    LabelBacklog(Labels labels) {
        this.labels = labels;
    }

    void add(TenantShare share, Job job, Instant now) {
        PriorityLevel level = find(job.priority());
        if (level == null) {
            level = new PriorityLevel(job.priority(), now);
            levels.add(level);
            levels.sort(Comparator.comparingInt(PriorityLevel::priority).reversed());
        }
        level.add(share, job);
    }

    /** @param grantedAt null when the job was not granted: then its level has still been given nothing */
    void remove(TenantShare share, Job job, @Nullable Instant grantedAt) {
        PriorityLevel level = find(job.priority());
        if (level == null) {
            return;
        }
        level.remove(share, job);
        if (level.lines.isEmpty()) {
            levels.remove(level);
        } else if (grantedAt != null) {
            level.since = grantedAt;
        }
    }

    /** A job that waits on is another value. */
    void replace(TenantShare share, Job before, Job job) {
        PriorityLevel level = find(job.priority());
        if (level != null) {
            level.remove(share, before);
            level.add(share, job);
        }
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    @Override
    public Labels labels() {
        return labels;
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
        private final Map<TenantShare, Line> lines = new HashMap<>();
        private Instant since;

        private PriorityLevel(int priority, Instant since) {
            this.priority = priority;
            this.since = since;
        }

        private void add(TenantShare share, Job job) {
            Line line = lines.get(share);
            if (line == null) {
                lines.put(share, new Line(job));
            } else {
                line.add(job);
            }
        }

        @SuppressWarnings("NullAway") // Map.computeIfPresent takes null for nothing.
        private void remove(TenantShare share, Job job) {
            lines.computeIfPresent(share, (of, line) -> line.without(job));
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public Instant since() {
            return since;
        }

        @Override
        public Optional<Job> first(SchedulingView.Tenant tenant) {
            return Optional.ofNullable(lines.get(tenant)).map(Line::first);
        }

        /** Those with a job here. */
        Collection<TenantShare> tenants() {
            return Collections.unmodifiableCollection(lines.keySet());
        }

        boolean has(TenantShare share) {
            return lines.containsKey(share);
        }
    }
}
