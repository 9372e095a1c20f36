// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.PlantedResources.asking;
import static io.jobstream.check.history.PlantedResources.devices;
import static io.jobstream.check.history.Told.job;
import static io.jobstream.schemas.Outcome.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import org.junit.jupiter.api.Test;

/** What runners' attempts may share. */
class ResourcesTest {
    private static final Seat ONE = Seat.of("one");

    @Test
    void whatOneGaveBackAnotherMayTake() {
        Told told = devices()
                .requested(asking("a", 2), asking("b", 2))
                .granted("a", ONE, 3)
                .accepted("a", ONE)
                .resulted("a", ONE, SUCCEEDED)
                .granted("b", ONE, 3);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void whatHasNotEnoughLeftIsNotPassedOver() {
        Told told = devices()
                .requested(asking("a", 2), asking("b", 2).setPriority(9), job("c"))
                .granted("b", ONE, 3)
                .granted("c", ONE);

        assertThat(told.end().broken()).isEmpty();
    }
}
