// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static io.jobstream.check.verdict.Rule.FIT;
import static io.jobstream.check.verdict.Rule.ORDER;
import static io.jobstream.check.verdict.Rule.RESOURCES;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.JobSpec;
import java.util.Map;
import java.util.stream.Stream;

/** What must not happen to what a runner's attempts share. */
final class PlantedResources {
    private static final Seat ONE = Seat.of("one");

    private PlantedResources() {}

    static Stream<Planted> all() {
        return Stream.of(
                Planted.of(
                        RESOURCES,
                        "given to two",
                        devices()
                                .requested(asking("a", 2), asking("b", 2))
                                .granted("a", ONE, 2)
                                .granted("b", ONE, 2)),
                Planted.of(
                        RESOURCES,
                        "given to two sessions",
                        devices()
                                .requested(asking("a", 2), asking("b", 2))
                                .granted("a", ONE, 2)
                                .joined(ONE.session("one/2"), 4, Map.of("gpu", 3))
                                .granted("b", ONE.session("one/2"), 2)),
                Planted.of(
                        RESOURCES,
                        "counted as a slot",
                        devices().requested(asking("a", 3)).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "more than it has",
                        devices().requested(asking("a", 4)).granted("a", ONE, 4)),
                Planted.of(
                        ORDER,
                        "before an older one that asks for the same",
                        devices()
                                .requested(asking("a", 1))
                                .requested(asking("b", 1))
                                .granted("b", ONE, 2)));
    }

    /** A runner with four slots and three devices. */
    static Told devices() {
        return new Told().joined(ONE, 4, Map.of("gpu", 3));
    }

    static JobSpec.Builder asking(String name, int devices) {
        return job(name).setResources(Map.of("gpu", devices));
    }
}
