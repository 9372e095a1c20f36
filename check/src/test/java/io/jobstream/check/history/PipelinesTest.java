// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.PlantedPipelines.deploy;
import static io.jobstream.check.history.PlantedPipelines.replacing;
import static io.jobstream.check.history.Told.job;
import static io.jobstream.schemas.Outcome.CANCELLED;
import static io.jobstream.schemas.Outcome.FAILED;
import static io.jobstream.schemas.Outcome.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RevocationReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may become of jobs that have to do with each other. */
class PipelinesTest {
    private static final Seat ONE = Seat.of("one");

    @Test
    void whatIsForFailuresRunsForThoseOfWhatANeedNeeded() {
        Told told = new Told()
                .joined(ONE, 1)
                .requested(
                        job("build"),
                        job("test").setNeeds(List.of("build")),
                        job("tell").setNeeds(List.of("test")).setNeedsCondition(NeedsCondition.FAILURE),
                        job("clean").setNeeds(List.of("test")).setNeedsCondition(NeedsCondition.ALWAYS))
                .granted("build", ONE)
                .accepted("build", ONE)
                .resulted("build", ONE, FAILED)
                .cancelledByRule("test")
                .queued("tell", false, 0)
                .queued("clean", false, 0)
                .granted("tell", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void whatIsForFailuresIsCancelledWhenNothingFails() {
        Told told = new Told()
                .joined(ONE, 1)
                .requested(job("test"), job("tell").setNeeds(List.of("test")).setNeedsCondition(NeedsCondition.FAILURE))
                .granted("test", ONE)
                .accepted("test", ONE)
                .resulted("test", ONE, SUCCEEDED)
                .cancelledByRule("tell");

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aJobWhoseGroupIsFullIsNotPassedOver() {
        Told told = new Told()
                .joined(ONE, 2)
                .requested(deploy("a").setPriority(9), deploy("b").setPriority(9), job("c"))
                .granted("a", ONE)
                .granted("c", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    /** Who holds it may have been given its slot before the first fact that is read. */
    @Test
    void aJobWithAGroupIsNotCertainlyPassedOverWhenTheLogsBeginningIsNotRead() {
        Seat two = Seat.of("two");
        Told told = new Told()
                .joined(ONE, 1)
                .requested(deploy("a"))
                .granted("a", ONE)
                .joined(two, 1)
                .requested(deploy("b"), job("c"))
                .granted("c", two);

        assertThat(told.end().from(4).broken()).isEmpty();
    }

    @Test
    void aNewerJobTakesThePlaceOfAllThatCameBefore() {
        Told told = new Told()
                .joined(ONE, 2)
                .requested(deploy("running"), deploy("waiting"))
                .granted("running", ONE)
                .accepted("running", ONE)
                .request(List.of(replacing("new").build()))
                .admitted(replacing("new").build())
                .cancellationAccepted("running", "new")
                .cancellationAccepted("waiting", "new")
                .cancelledByRule("waiting")
                .revoked("running", ONE, RevocationReason.CANCELLED)
                .queued("new", false, 0)
                .resulted("running", ONE, CANCELLED)
                .granted("new", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aPipelineThatWasCancelledBeforeItCameEndsWithItsAdmission() {
        Told told = new Told()
                .pipelineCancelled("p")
                .requested(job("a").setPipelineId("p"))
                .cancellationAccepted("a", null)
                .settled("a", CANCELLED);

        assertThat(told.end().broken()).isEmpty();
    }
}
