// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.SchedulingView.Queue;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The jobs of a pool that wait for a runner, grouped by what they ask for; the first of each group at hand. */
final class Queues {
    private final Map<Labels, TreeSet<Job>> byLabels = new LinkedHashMap<>();
    private final Comparator<Job> order;

    Queues(Comparator<Job> order) {
        this.order = order;
    }

    void add(Job job) {
        byLabels.computeIfAbsent(job.labels(), labels -> new TreeSet<>(order)).add(job);
    }

    void remove(Job job) {
        TreeSet<Job> queue = byLabels.get(job.labels());
        if (queue != null) {
            queue.remove(job);
            if (queue.isEmpty()) {
                byLabels.remove(job.labels());
            }
        }
    }

    boolean isEmpty() {
        return byLabels.isEmpty();
    }

    Collection<Queue> all() {
        return byLabels.entrySet().stream()
                .map(entry -> new Queue(entry.getKey(), entry.getValue().first()))
                .toList();
    }

    /** How many wait for each requirement set, sorted. */
    Map<String, Integer> depths() {
        Map<String, Integer> depths = new TreeMap<>();
        byLabels.forEach((labels, queue) -> depths.put(String.join(",", labels.values()), queue.size()));
        return depths;
    }
}
