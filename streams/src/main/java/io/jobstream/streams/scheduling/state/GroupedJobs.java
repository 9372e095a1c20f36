// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.GroupTerms;
import io.jobstream.streams.scheduling.decision.Job;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's jobs on one level, some of which have a concurrency group: a line for each group, of which only those are
 * looked at whose group has room.
 */
final class GroupedJobs implements TenantQueue {
    private @Nullable Line ungrouped;
    private final Map<GroupTerms, GroupLine> lines = new HashMap<>();
    private final TreeSet<GroupLine> open = new TreeSet<>(Comparator.comparing(GroupLine::first, Job.AGE));

    GroupedJobs(@Nullable Line ungrouped) {
        this.ungrouped = ungrouped;
    }

    /** @param group the job's; null for none */
    void add(Job job, @Nullable ConcurrencyGroup group) {
        if (group != null) {
            GroupTerms terms = Objects.requireNonNull(job.group());
            lines.computeIfAbsent(terms, limit -> new GroupLine(this, group, limit))
                    .add(job);
        } else if (ungrouped == null) {
            ungrouped = new Line(job);
        } else {
            ungrouped.add(job);
        }
    }

    @Override
    public @Nullable Job first() {
        Job other = ungrouped == null ? null : ungrouped.first();
        Job grouped = open.isEmpty() ? null : open.first().first();
        if (other == null || grouped == null) {
            return other == null ? grouped : other;
        }
        return Job.AGE.compare(grouped, other) < 0 ? grouped : other;
    }

    @Override
    public @Nullable TenantQueue without(Job job) {
        GroupLine line = job.group() == null ? null : lines.get(job.group());
        if (line != null) {
            line.remove(job);
            if (line.isEmpty()) {
                lines.remove(job.group());
            }
        } else if (ungrouped != null) {
            ungrouped = ungrouped.without(job);
        }
        return ungrouped == null && lines.isEmpty() ? null : this;
    }

    /** Does something to a line that may change whether, and where, it is among the open ones. */
    void change(GroupLine line, Runnable change) {
        if (line.isOpen()) {
            open.remove(line);
        }
        change.run();
        if (line.isOpen()) {
            open.add(line);
        }
    }
}
