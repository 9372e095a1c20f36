// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.RequirementSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runners of a pool by what they have and have left, and what that means for jobs that wait. */
final class RunnerGroups {
    private final Map<Offer, Group> groups = new HashMap<>();

    void add(RunnerStatus runner, int slotsFree, Map<String, Integer> resourcesFree) {
        if (runner.getState() == RunnerState.LEFT) {
            return;
        }
        boolean ready = runner.getState() == RunnerState.READY;
        boolean live = runner.getState() != RunnerState.LOST;
        groups.merge(
                new Offer(runner.getLabels(), runner.getResources(), resourcesFree),
                new Group(live ? 1 : 0, ready ? 1 : 0, ready ? slotsFree : 0),
                Group::plus);
    }

    /** Why jobs that ask for {@code set} wait. */
    QueueStatus.Builder explain(RequirementSet set) {
        Group all = Group.NONE;
        boolean any = false;
        for (Map.Entry<Offer, Group> group : groups.entrySet()) {
            Offer offer = group.getKey();
            if (set.fits(offer.labels(), offer.resources())) {
                any = true;
                boolean enoughLeft = set.fits(offer.labels(), offer.resourcesFree());
                all = all.plus(enoughLeft ? group.getValue() : group.getValue().full());
            }
        }
        QueueStatus.Builder queue = QueueStatus.newBuilder()
                .setRequirementSet(set.text())
                .setMatchingRunners(all.live())
                .setFreeSlots(all.slotsFree());
        if (!any) {
            return noMatch(queue.setReason(QueueReason.NO_MATCHING_RUNNER), set);
        }
        if (all.ready() == 0) {
            return queue.setReason(QueueReason.RUNNERS_UNAVAILABLE);
        }
        return queue.setReason(all.slotsFree() == 0 ? QueueReason.RUNNERS_BUSY : QueueReason.NONE);
    }

    private QueueStatus.Builder noMatch(QueueStatus.Builder queue, RequirementSet set) {
        List<String> nearest = List.of();
        List<String> missing = List.of();
        for (Map.Entry<Offer, Group> group : groups.entrySet()) {
            Offer offer = group.getKey();
            List<String> lacks = offer.lacks(set);
            boolean nearer = missing.isEmpty()
                    || lacks.size() < missing.size()
                    || (lacks.size() == missing.size() && isBefore(offer.labels(), nearest));
            if (group.getValue().live() > 0 && nearer) {
                nearest = offer.labels();
                missing = lacks;
            }
        }
        return queue.setNearestLabels(nearest).setMissingLabels(missing);
    }

    private static boolean isBefore(List<String> labels, List<String> others) {
        return String.join(",", labels).compareTo(String.join(",", others)) < 0;
    }

    /** What runners of a group have in common. */
    private record Offer(List<String> labels, Map<String, Integer> resources, Map<String, Integer> resourcesFree) {
        List<String> lacks(RequirementSet set) {
            List<String> lacks = new ArrayList<>(set.labels());
            lacks.removeAll(labels);
            set.resources().forEach((name, count) -> {
                if (resources.getOrDefault(name, 0) < count) {
                    lacks.add(RequirementSet.text(name, count));
                }
            });
            return lacks;
        }
    }

    private record Group(int live, int ready, int slotsFree) {
        private static final Group NONE = new Group(0, 0, 0);

        Group plus(Group other) {
            return new Group(live + other.live, ready + other.ready, slotsFree + other.slotsFree);
        }

        Group full() {
            return new Group(live, ready, 0);
        }
    }
}
