// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import static io.jobstream.streams.scheduling.simulation.PlantedBug.decision;
import static io.jobstream.streams.scheduling.simulation.PlantedBug.state;

import java.util.stream.Stream;

/** Bugs in what runners share among their attempts, and in which runner is given a job. */
final class PlantedInResources {
    private PlantedInResources() {}

    static Stream<PlantedBug> all() {
        return Stream.concat(inCounts(), inChoices());
    }

    private static Stream<PlantedBug> inCounts() {
        return Stream.of(
                state(
                        "a resource is given to two",
                        "FreeRunners",
                        "labels.containAll(required.labels()) && left.cover(required.resources())",
                        "labels.containAll(required.labels()) && all.cover(required.resources())",
                        Rule.RESOURCES),
                state(
                        "what a lease took is not given back",
                        "Occupancy",
                        "step > 0 ? resources.plus(ofLease) : resources.minus(ofLease)",
                        "step > 0 ? resources.plus(ofLease) : resources",
                        Rule.NO_IDLE_RUNNER,
                        Rule.CHOICE),
                state(
                        "resources are not stored",
                        "StoredFormat",
                        "job.requirements().resources().counts(),",
                        "Map.of(),",
                        Rule.RESOURCES,
                        Rule.NO_IDLE_RUNNER,
                        Rule.REPLAY,
                        Rule.CHOICE,
                        Rule.GRANT_FITS,
                        Rule.ORDER),
                decision(
                        "a whole machine counts as a slot",
                        "Lease",
                        "capacity.resources().slotsFor(taken, capacity.slots())",
                        "1",
                        Rule.FAIR_SHARE));
    }

    private static Stream<PlantedBug> inChoices() {
        return Stream.of(
                state(
                        "a device is wasted",
                        "FreeRunners",
                        "return itsUnneeded < unneeded;",
                        "return itsUnneeded > unneeded;",
                        Rule.CHOICE),
                state(
                        "a pool that packs spreads",
                        "FreeRunners",
                        "packing == Packing.PACK ? FULLEST : FREEST",
                        "FREEST",
                        Rule.CHOICE),
                state(
                        "how a pool is run is forgotten",
                        "SchedulingState",
                        "pools.restore();",
                        "",
                        Rule.CHOICE,
                        Rule.REPLAY),
                decision(
                        "small jobs for ever",
                        "Dispatcher",
                        "if (hold.rank() >= rank) {",
                        "if (hold.rank() > 100) {",
                        Rule.HELD),
                decision(
                        "kept from the most urgent as well",
                        "Dispatcher",
                        "if (hold.rank() >= rank) {",
                        "if (hold.rank() >= 0) {",
                        Rule.NO_IDLE_RUNNER,
                        Rule.CHOICE));
    }
}
