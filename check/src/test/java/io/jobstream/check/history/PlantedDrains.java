// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Planted.queued;
import static io.jobstream.check.verdict.Rule.DRAIN;
import static io.jobstream.check.verdict.Rule.FIT;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.JobEventType;
import java.util.stream.Stream;

/** What must not happen to a runner that is drained. */
final class PlantedDrains {
    private static final Seat ONE = Seat.of("one");
    private static final Seat TWO = Seat.of("two");

    private PlantedDrains() {}

    static Stream<Planted> all() {
        return Stream.of(
                Planted.of(FIT, "drained", queued("a").drained(ONE).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "drained, and returned since",
                        queued("a")
                                .drained(ONE)
                                .runner(JobEventType.RUNNER_LOST, ONE)
                                .runner(JobEventType.RUNNER_RETURNED, ONE)
                                .granted("a", ONE)),
                Planted.of(DRAIN, "who never joined", queued("a").drained(TWO)),
                Planted.of(DRAIN, "another session", queued("a").drained(ONE.session("one/0"))),
                Planted.of(
                        DRAIN,
                        "who has left",
                        queued("a").runner(JobEventType.RUNNER_LEFT, ONE).drained(ONE)));
    }
}
