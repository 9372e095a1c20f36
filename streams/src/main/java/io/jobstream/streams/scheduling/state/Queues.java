// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.SchedulingView.Queue;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The jobs of a pool that wait for a runner, grouped by what they ask for. The first of each group is at hand, and the
 * groups are in the order of these: who looks for the next grant must not search every group.
 */
final class Queues {
    private final Map<Labels, TreeSet<Job>> byLabels = new HashMap<>();
    private final Map<Labels, Job> firsts = new HashMap<>();
    private final TreeMap<Job, Queue> byFirst;
    private final Comparator<Job> order;

    Queues(Comparator<Job> order) {
        this.order = order;
        this.byFirst = new TreeMap<>(order);
    }

    void add(Job job) {
        byLabels.computeIfAbsent(job.labels(), labels -> new TreeSet<>(order)).add(job);
        Job first = firsts.get(job.labels());
        if (first == null || order.compare(job, first) < 0) {
            setFirst(job.labels(), job);
        }
    }

    void remove(Job job) {
        TreeSet<Job> queue = byLabels.get(job.labels());
        if (queue != null && queue.remove(job)) {
            if (queue.isEmpty()) {
                byLabels.remove(job.labels());
                byFirst.remove(job);
                firsts.remove(job.labels());
            } else if (byFirst.containsKey(job)) {
                setFirst(job.labels(), queue.first());
            }
        }
    }

    /** By their first jobs, in order; a view. */
    Collection<Queue> all() {
        return Collections.unmodifiableCollection(byFirst.values());
    }

    /** How many wait for each requirement set, sorted. */
    Map<String, Integer> depths() {
        Map<String, Integer> depths = new TreeMap<>();
        byLabels.forEach((labels, queue) -> depths.put(String.join(",", labels.values()), queue.size()));
        return depths;
    }

    private void setFirst(Labels labels, Job first) {
        Job before = firsts.put(labels, first);
        if (before != null) {
            byFirst.remove(before);
        }
        byFirst.put(first, new Queue(labels, first));
    }
}
