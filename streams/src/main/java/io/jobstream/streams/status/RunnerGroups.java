// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runners of a pool by their labels, and what that means for jobs that wait. */
final class RunnerGroups {
    private final Map<String, Group> groups = new TreeMap<>();

    void add(RunnerStatus runner, int slotsFree) {
        if (runner.getState() == RunnerState.LEFT) {
            return;
        }
        boolean ready = runner.getState() == RunnerState.READY;
        boolean live = runner.getState() != RunnerState.LOST;
        groups.merge(
                String.join(",", runner.getLabels()),
                new Group(runner.getLabels(), live ? 1 : 0, ready ? 1 : 0, ready ? slotsFree : 0),
                Group::plus);
    }

    /** Why jobs that need {@code labels} wait. */
    QueueStatus.Builder explain(List<String> labels) {
        List<Group> matching = groups.values().stream()
                .filter(group -> group.labels().containsAll(labels))
                .toList();
        Group all = matching.stream().reduce(new Group(labels, 0, 0, 0), Group::plus);
        QueueStatus.Builder queue = QueueStatus.newBuilder()
                .setRequirementSet(String.join(",", labels))
                .setMatchingRunners(all.live())
                .setFreeSlots(all.slotsFree());
        if (matching.isEmpty()) {
            return noMatch(queue.setReason(QueueReason.NO_MATCHING_RUNNER), labels);
        }
        if (all.ready() == 0) {
            return queue.setReason(QueueReason.RUNNERS_UNAVAILABLE);
        }
        return queue.setReason(all.slotsFree() == 0 ? QueueReason.RUNNERS_BUSY : QueueReason.NONE);
    }

    private QueueStatus.Builder noMatch(QueueStatus.Builder queue, List<String> labels) {
        List<String> nearest = List.of();
        List<String> missing = List.of();
        for (Group group : groups.values()) {
            List<String> lacks = labels.stream()
                    .filter(label -> !group.labels().contains(label))
                    .toList();
            if (group.live() > 0 && (missing.isEmpty() || lacks.size() < missing.size())) {
                nearest = group.labels();
                missing = lacks;
            }
        }
        return queue.setNearestLabels(nearest).setMissingLabels(missing);
    }

    private record Group(List<String> labels, int live, int ready, int slotsFree) {
        Group plus(Group other) {
            return new Group(labels, live + other.live, ready + other.ready, slotsFree + other.slotsFree);
        }
    }
}
