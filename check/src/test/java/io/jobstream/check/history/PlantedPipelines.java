// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static io.jobstream.check.verdict.Rule.CANCELLATION;
import static io.jobstream.check.verdict.Rule.GROUP;
import static io.jobstream.check.verdict.Rule.NEEDS;
import static io.jobstream.schemas.Outcome.CANCELLED;
import static io.jobstream.schemas.Outcome.FAILED;
import static io.jobstream.schemas.Outcome.SUCCEEDED;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import java.util.List;
import java.util.stream.Stream;

/** What must not become of jobs that have to do with each other: by needs, pipelines and concurrency groups. */
final class PlantedPipelines {
    private static final Seat ONE = Seat.of("one");

    private PlantedPipelines() {}

    static Stream<Planted> all() {
        return Stream.of(needs(), groups(), cancellations()).flatMap(each -> each);
    }

    private static Stream<Planted> needs() {
        return Stream.of(
                begunForTheEndOfOneWhosePlaceWasTaken(),
                Planted.of(
                        NEEDS,
                        "granted before",
                        new Told()
                                .joined(ONE, 2)
                                .requested(job("a"), dependent(NeedsCondition.SUCCESS))
                                .granted("b", ONE)),
                Planted.of(
                        NEEDS,
                        "queued before",
                        new Told()
                                .requested(job("a"), dependent(NeedsCondition.SUCCESS))
                                .queued("b", false, 0)),
                Planted.of(
                        NEEDS,
                        "queued before, whatever its end",
                        new Told()
                                .requested(job("a"), dependent(NeedsCondition.ALWAYS))
                                .queued("b", false, 0)),
                Planted.of(
                        NEEDS,
                        "queued after it failed",
                        ran(NeedsCondition.SUCCESS).resulted("a", ONE, FAILED).queued("b", false, 0)),
                Planted.of(
                        NEEDS,
                        "queued for a failure that was none",
                        ran(NeedsCondition.FAILURE)
                                .resulted("a", ONE, SUCCEEDED)
                                .queued("b", false, 0)),
                Planted.of(
                        NEEDS,
                        "cancelled though it succeeded",
                        ran(NeedsCondition.SUCCESS)
                                .resulted("a", ONE, SUCCEEDED)
                                .cancelledByRule("b")),
                Planted.of(
                        NEEDS,
                        "cancelled though it failed",
                        ran(NeedsCondition.FAILURE).resulted("a", ONE, FAILED).cancelledByRule("b")),
                Planted.of(
                        NEEDS,
                        "cancelled though it always runs",
                        ran(NeedsCondition.ALWAYS).resulted("a", ONE, FAILED).cancelledByRule("b")));
    }

    /** It could have run, so that it did not is no failure. */
    private static Planted begunForTheEndOfOneWhosePlaceWasTaken() {
        return Planted.of(
                NEEDS,
                "queued for a failure that was none: a newer job took the place of what it needs",
                new Told()
                        .joined(ONE, 1)
                        .requested(
                                job("a"),
                                deploy("b").setNeeds(List.of("a")).setNeedsCondition(NeedsCondition.FAILURE),
                                job("c").setNeeds(List.of("b")).setNeedsCondition(NeedsCondition.FAILURE))
                        .granted("a", ONE)
                        .accepted("a", ONE)
                        .resulted("a", ONE, FAILED)
                        .queued("b", false, 0)
                        .request(List.of(replacing("new").build()))
                        .cancellationAccepted("b", "new")
                        .cancelledByRule("b")
                        .queued("c", false, 0));
    }

    private static Stream<Planted> groups() {
        return Stream.of(
                Planted.of(
                        GROUP,
                        "one more than it allows",
                        new Told()
                                .joined(ONE, 2)
                                .requested(deploy("a"), deploy("b"))
                                .granted("a", ONE)
                                .granted("b", ONE)),
                Planted.of(
                        GROUP,
                        "while one that was asked back may still run",
                        new Told()
                                .joined(ONE, 2)
                                .requested(deploy("a"), deploy("b"))
                                .granted("a", ONE)
                                .accepted("a", ONE)
                                .cancelled("a")
                                .revoked("a", ONE, io.jobstream.schemas.RevocationReason.CANCELLED)
                                .granted("b", ONE)));
    }

    private static Stream<Planted> cancellations() {
        return Stream.of(
                Planted.of(
                        CANCELLATION,
                        "by the cancellation of another",
                        new Told()
                                .requested(job("a"), job("b"))
                                .cancelled("a")
                                .settled("a", CANCELLED)
                                .cancellationAccepted("b", null)),
                Planted.of(
                        CANCELLATION,
                        "by a job of another group",
                        new Told()
                                .requested(deploy("a"))
                                .requested(job("b").setConcurrencyGroup(new ConcurrencyGroup("other", 1, true)))
                                .cancellationAccepted("a", "b")),
                Planted.of(
                        CANCELLATION,
                        "by a job that takes nobody's place",
                        new Told().requested(deploy("a")).requested(deploy("b")).cancellationAccepted("a", "b")),
                Planted.of(
                        CANCELLATION,
                        "not all of a pipeline",
                        new Told()
                                .requested(job("a").setPipelineId("p"), job("b").setPipelineId("p"))
                                .pipelineCancelled("p")
                                .cancellationAccepted("a", null)
                                .settled("a", CANCELLED)
                                .requested(job("c"))),
                Planted.of(
                        CANCELLATION,
                        "granted after it",
                        new Told()
                                .joined(ONE, 1)
                                .requested(job("a"))
                                .cancelled("a")
                                .granted("a", ONE)),
                Planted.of(
                        CANCELLATION,
                        "nobody whose place is taken",
                        new Told()
                                .requested(deploy("a"))
                                .requested(replacing("b"))
                                .requested(job("c"))));
    }

    /** Job a runs, and b needs it. */
    private static Told ran(NeedsCondition condition) {
        return new Told()
                .joined(ONE, 1)
                .requested(job("a"), dependent(condition))
                .granted("a", ONE)
                .accepted("a", ONE);
    }

    private static JobSpec.Builder dependent(NeedsCondition condition) {
        return job("b").setNeeds(List.of("a")).setNeedsCondition(condition);
    }

    static JobSpec.Builder deploy(String id) {
        return job(id).setConcurrencyGroup(new ConcurrencyGroup("deploy", 1, false));
    }

    static JobSpec.Builder replacing(String id) {
        return job(id).setConcurrencyGroup(new ConcurrencyGroup("deploy", 1, true));
    }
}
