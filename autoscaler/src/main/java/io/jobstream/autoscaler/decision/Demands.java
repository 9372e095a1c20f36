// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.RunnerState;
import io.jobstream.topics.RequirementSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who serves what is wanted: jobs that ask for some labels and resources are the affair of the first group, in the
 * file's order, that has them all. Runners that belong to no group do their part first.
 */
public final class Demands {
    private final List<RunnerGroup> groups;
    private final Fleet fleet;
    private final Map<RunnerGroup, Long> slots = new HashMap<>();
    private final Map<RunnerGroup, Set<RequirementSet>> served = new HashMap<>();
    private final Set<String> unserved = new LinkedHashSet<>();

    private Demands(List<RunnerGroup> groups, Fleet fleet) {
        this.groups = groups;
        this.fleet = fleet;
    }

    public static Demands of(List<RunnerGroup> groups, Fleet fleet) {
        Demands demands = new Demands(groups, fleet);
        groups.stream()
                .map(RunnerGroup::pool)
                .distinct()
                .forEach(pool -> fleet.demand(pool).forEach(demand -> demands.give(pool, demand)));
        fleet.runners().stream().filter(demands::isOfNobody).forEach(demands::relieve);
        return demands;
    }

    /** How many slots a group should have. */
    public long slotsWanted(RunnerGroup group) {
        return Math.max(0, slots.getOrDefault(group, 0L));
    }

    /** What jobs wait for and neither a group has nor a runner; each with its pool. */
    public Set<String> unserved() {
        return unserved;
    }

    private void give(String pool, RunnerDemand demand) {
        String set = demand.getRequirementSet();
        RequirementSet required = RequirementSet.parse(set);
        groups.stream()
                .filter(group -> group.pool().equals(pool) && group.serves(required))
                .findFirst()
                .ifPresentOrElse(
                        group -> {
                            slots.merge(group, (long) demand.getSlotsWanted() * group.slotsFor(required), Long::sum);
                            served.computeIfAbsent(group, missing -> new LinkedHashSet<>())
                                    .add(required);
                        },
                        () -> {
                            if (demand.getQueued() > 0 && nobodyHas(pool, required)) {
                                unserved.add(set + " in pool " + pool);
                            }
                        });
    }

    private boolean nobodyHas(String pool, RequirementSet required) {
        return fleet.runners().stream()
                .noneMatch(runner -> runner.is(RunnerState.READY)
                        && runner.status().getPool().equals(pool)
                        && required.fits(
                                runner.status().getLabels(), runner.status().getResources()));
    }

    private boolean isOfNobody(SeenRunner runner) {
        return runner.is(RunnerState.READY) && groups.stream().noneMatch(group -> group.owns(runner.status()));
    }

    /** Its slots are as good as those of the first group for which it can do something. */
    private void relieve(SeenRunner runner) {
        groups.stream()
                .filter(group -> group.pool().equals(runner.status().getPool()))
                .filter(group -> served.getOrDefault(group, Set.of()).stream()
                        .anyMatch(required -> required.fits(
                                runner.status().getLabels(), runner.status().getResources())))
                .findFirst()
                .ifPresent(group -> slots.merge(group, -(long) runner.status().getSlots(), Long::sum));
    }
}
