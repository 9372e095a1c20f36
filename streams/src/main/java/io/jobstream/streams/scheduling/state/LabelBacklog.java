// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.SchedulingView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many jobs of a pool wait for the same labels, by priority, and since when each has been given nothing. */
final class LabelBacklog implements SchedulingView.Backlog {
    private final Labels labels;
    private final List<PriorityLevel> levels = new ArrayList<>(1);

    LabelBacklog(Labels labels) {
        this.labels = labels;
    }

    void add(int priority, Instant now) {
        PriorityLevel level = find(priority);
        if (level == null) {
            level = new PriorityLevel(priority, now);
            levels.add(level);
        }
        level.jobs++;
    }

    /** @param grantedAt null when the job was not granted: then its level has still been given nothing */
    void remove(int priority, @Nullable Instant grantedAt) {
        PriorityLevel level = find(priority);
        if (level == null) {
            return;
        }
        level.jobs--;
        if (level.jobs == 0) {
            levels.remove(level);
        } else if (grantedAt != null) {
            level.since = grantedAt;
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
        return Collections.unmodifiableList(levels);
    }

    private @Nullable PriorityLevel find(int priority) {
        for (PriorityLevel level : levels) {
            if (level.priority == priority) {
                return level;
            }
        }
        return null;
    }

    /** Jobs of one priority. */
    static final class PriorityLevel implements SchedulingView.Level {
        private final int priority;
        private Instant since;
        private int jobs;

        private PriorityLevel(int priority, Instant since) {
            this.priority = priority;
            this.since = since;
        }

        @Override
        public int priority() {
            return priority;
        }

        @Override
        public Instant since() {
            return since;
        }

        int jobs() {
            return jobs;
        }
    }
}
