// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * How many of a pool's queued jobs their concurrency groups hold back: no runner more would begin one of these. A
 * change costs as much as the group has lines, one for each requirement set and limit.
 */
final class GroupRoom {
    private final DemandBoard demand;
    private final Map<Key, Group> groups = new HashMap<>();

    /** @param demand is told of what is held back */
    GroupRoom(DemandBoard demand) {
        this.demand = demand;
    }

    private record Key(String tenant, String name) {}

    private record Line(String requirementSet, int limit) {}

    private static final class Group {
        private final Map<Line, Integer> queued = new HashMap<>();
        private int held;

        int heldBack(Line line) {
            return Math.max(0, queued.getOrDefault(line, 0) - Math.max(0, line.limit() - held));
        }
    }

    /** A job waits for a runner, or no longer does. */
    void queue(JobStatus job, int step) {
        ConcurrencyGroup limits = job.getSpec().getConcurrencyGroup();
        if (limits != null) {
            Line line = line(job, limits);
            change(key(job, limits), group -> group.queued.merge(line, step, Integer::sum));
        }
    }

    /** An attempt of a job takes a slot, or no longer does. */
    void occupy(JobStatus job, int step) {
        ConcurrencyGroup limits = job.getSpec().getConcurrencyGroup();
        if (limits != null) {
            change(key(job, limits), group -> group.held += step);
        }
    }

    /** Whether its group holds back the job, or another that waits like it. */
    boolean holdsBack(JobStatus job) {
        ConcurrencyGroup limits = job.getSpec().getConcurrencyGroup();
        Group group = limits == null ? null : groups.get(key(job, limits));
        return limits != null && group != null && group.heldBack(line(job, limits)) > 0;
    }

    private void change(Key key, Change change) {
        Group group = groups.computeIfAbsent(key, missing -> new Group());
        tell(group, -1);
        change.of(group);
        tell(group, 1);
        group.queued.values().removeIf(queued -> queued == 0);
        if (group.held == 0 && group.queued.isEmpty()) {
            groups.remove(key);
        }
    }

    private void tell(Group group, int sign) {
        group.queued.keySet().forEach(line -> {
            int heldBack = group.heldBack(line);
            if (heldBack > 0) {
                demand.holdBack(line.requirementSet(), sign * heldBack);
            }
        });
    }

    private static Key key(JobStatus job, ConcurrencyGroup limits) {
        return new Key(job.getSpec().getTenant(), limits.getName());
    }

    private static Line line(JobStatus job, ConcurrencyGroup limits) {
        return new Line(job.getRequirementSet(), limits.getLimit());
    }

    private interface Change {
        void of(Group group);
    }
}
