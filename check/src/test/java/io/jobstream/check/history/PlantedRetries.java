// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Planted.granted;
import static io.jobstream.check.history.Planted.lost;
import static io.jobstream.check.history.Planted.queued;
import static io.jobstream.check.history.Planted.running;
import static io.jobstream.check.history.RetriesTest.LATE;
import static io.jobstream.check.history.RetriesTest.RETRIED;
import static io.jobstream.check.history.Told.job;
import static io.jobstream.check.verdict.Rule.LOST_ATTEMPTS;
import static io.jobstream.check.verdict.Rule.ONE_LEASE;
import static io.jobstream.check.verdict.Rule.OUTCOME;
import static io.jobstream.check.verdict.Rule.RESULT;
import static io.jobstream.check.verdict.Rule.RETRY;
import static io.jobstream.schemas.LeaseEndReason.FAILED;
import static io.jobstream.schemas.LeaseEndReason.INFRASTRUCTURE;
import static io.jobstream.schemas.Outcome.ABANDONED;
import static io.jobstream.schemas.Outcome.CANCELLED;
import static io.jobstream.schemas.Outcome.TIMED_OUT;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RetryPolicy;
import io.jobstream.schemas.RevocationReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What must not happen between two attempts, and what must not be the last. */
final class PlantedRetries {
    private static final Seat ONE = Seat.of("one");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DELAY = Duration.ofSeconds(10);

    private PlantedRetries() {}

    static Stream<Planted> all() {
        return Stream.of(unallowed(), missed(), delays(), requeues(), tooLate(), results())
                .flatMap(each -> each);
    }

    /** Another follows, but must not. */
    private static Stream<Planted> unallowed() {
        return Stream.of(
                Planted.of(RETRY, "an exit code that is not covered", failed(job("a"))),
                Planted.of(RETRY, "a cause that is not covered", infrastructure(job("a").setRetry(nothing()))),
                Planted.of(
                        RETRY,
                        "a loss that is not covered",
                        begun(job("a").setRetry(nothing())).expired("a", ONE).queued("a", true, 1)),
                Planted.of(RETRY, "the last attempt", failed(retried().setMaxAttempts(1))),
                Planted.of(
                        RETRY,
                        "a loss of the last attempt",
                        begun(job("a").setMaxAttempts(1)).expired("a", ONE).queued("a", true, 1)),
                Planted.of(
                        RETRY,
                        "after a cancellation",
                        begun(retried()).cancelled("a").failed("a", ONE, FAILED)),
                Planted.of(
                        RETRY,
                        "a loss after a cancellation",
                        running("a").cancelled("a").expired("a", ONE).queued("a", true, 1)),
                Planted.of(
                        RETRY,
                        "over its time limit",
                        begun(retried())
                                .tick()
                                .revoked("a", ONE, RevocationReason.TIMED_OUT)
                                .failed("a", ONE, FAILED)),
                Planted.of(RETRY, "too late to begin", failed(retried().setStartWithinMillis(5_000L))),
                new Planted(
                        RETRY,
                        "a result that does not blame the infrastructure",
                        begun(retried())
                                .failed("a", ONE, INFRASTRUCTURE)
                                .end()
                                .change(
                                        event -> event.getLeaseEnd() != null,
                                        event -> event.getLeaseEnd().getResult().put("cause", Cause.SCRIPT))));
    }

    /** Another must follow, but does not. */
    private static Stream<Planted> missed() {
        return Stream.of(
                Planted.of(RETRY, "abandoned too early", lost("a").settled("a", ABANDONED)),
                Planted.of(RETRY, "timed out too early", lost("a").settled("a", TIMED_OUT)),
                Planted.of(RETRY, "cancelled by nobody", lost("a").settled("a", CANCELLED)),
                Planted.of(
                        RETRY,
                        "abandoned and not accepted",
                        granted("a")
                                .after(DELAY)
                                .tick()
                                .leaseEnded("a", ONE, LeaseEndReason.NOT_ACCEPTED)
                                .settled("a", ABANDONED)),
                Planted.of(
                        RETRY,
                        "abandoned while it is queued",
                        queued("a").tick().settled("a", ABANDONED)),
                Planted.of(
                        RETRY,
                        "abandoned though cancelled",
                        running("a").cancelled("a").expired("a", ONE).settled("a", ABANDONED)),
                Planted.of(
                        RETRY,
                        "failed with an exit code that is covered",
                        begun(retried()).failedForGood("a", ONE, Cause.SCRIPT)),
                Planted.of(
                        RETRY,
                        "failed for the infrastructure",
                        running("a").failedForGood("a", ONE, Cause.INFRASTRUCTURE)));
    }

    private static Stream<Planted> delays() {
        return Stream.of(
                Planted.of(RETRY, "for too short", failed(retried()).delayed("a", DELAY.minusMillis(1), 1)),
                Planted.of(RETRY, "for too long", failed(retried()).delayed("a", DELAY.plusMillis(1), 1)),
                Planted.of(
                        RETRY,
                        "not doubled",
                        failed(retried())
                                .delayed("a", DELAY, 1)
                                .after(DELAY)
                                .tick()
                                .queued("a", true, 1)
                                .granted("a", ONE.attempt(2))
                                .accepted("a", ONE.attempt(2))
                                .failed("a", ONE.attempt(2), FAILED)
                                .delayed("a", DELAY, 2)),
                Planted.of(RETRY, "without a back-off", lost("a").delayed("a", DELAY, 1)),
                Planted.of(RETRY, "by no back-off", infrastructure(job("a")).delayed("a", Duration.ZERO, 1)),
                Planted.of(
                        RETRY,
                        "though it was not accepted",
                        withTerms(retried())
                                .granted("a", ONE)
                                .after(DELAY)
                                .tick()
                                .leaseEnded("a", ONE, LeaseEndReason.NOT_ACCEPTED)
                                .delayed("a", DELAY, 0)),
                Planted.of(
                        RETRY,
                        "queued after its time",
                        withTerms(job("a").setStartWithinMillis(8_000L))
                                .granted("a", ONE)
                                .after(DELAY)
                                .tick()
                                .leaseEnded("a", ONE, LeaseEndReason.NOT_ACCEPTED)
                                .queued("a", true, 0)),
                Planted.of(RETRY, "after no attempt", queued("a").tick().delayed("a", DELAY, 0)),
                Planted.of(ONE_LEASE, "while it runs", begun(retried()).tick().delayed("a", DELAY, 1)),
                Planted.of(LOST_ATTEMPTS, "counted wrong", failed(retried()).delayed("a", DELAY, 2)));
    }

    private static Stream<Planted> requeues() {
        return Stream.of(
                Planted.of(RETRY, "at once", failed(retried()).queued("a", true, 1)),
                Planted.of(RETRY, "behind others", infrastructure(job("a")).queued("a", false, 1)),
                Planted.of(
                        RETRY,
                        "a tick too early",
                        delayed().after(DELAY.minusMillis(1)).tick().queued("a", true, 1)),
                Planted.of(
                        RETRY,
                        "by no tick",
                        delayed().tick().after(DELAY).heartbeat(ONE).queued("a", true, 1)),
                Planted.of(
                        RETRY,
                        "behind others after a delay",
                        delayed().after(DELAY).tick().queued("a", false, 1)),
                Planted.of(
                        RETRY,
                        "granted while it is delayed",
                        delayed().after(DELAY).tick().granted("a", ONE.attempt(2))),
                Planted.of(
                        LOST_ATTEMPTS,
                        "counted otherwise after a delay",
                        delayed().after(DELAY).tick().queued("a", true, 0)));
    }

    private static Stream<Planted> tooLate() {
        return Stream.of(
                Planted.of(
                        RETRY,
                        "timed out while it may begin for ever",
                        queued("a").after(Duration.ofDays(1)).tick().settled("a", TIMED_OUT)),
                Planted.of(
                        RETRY,
                        "timed out while it may begin",
                        withTerms(LATE.get().setJobId("a")).after(SECOND).tick().settled("a", TIMED_OUT)),
                Planted.of(
                        RETRY,
                        "timed out within the margin",
                        withTerms(LATE.get().setJobId("a"))
                                .after(Duration.ofSeconds(61))
                                .tick()
                                .settled("a", TIMED_OUT)),
                Planted.of(
                        RETRY,
                        "timed out before a tick",
                        withTerms(LATE.get().setJobId("a"))
                                .tick()
                                .after(Duration.ofSeconds(63))
                                .heartbeat(ONE)
                                .settled("a", TIMED_OUT)),
                Planted.of(
                        RETRY,
                        "a delayed job timed out while it may begin",
                        failed(retried().setStartWithinMillis(600_000L))
                                .delayed("a", DELAY, 1)
                                .after(SECOND)
                                .tick()
                                .settled("a", TIMED_OUT)));
    }

    private static Stream<Planted> results() {
        return Stream.of(
                new Planted(
                        RESULT,
                        "another exit code than the runner's",
                        failed(retried())
                                .end()
                                .change(
                                        event -> event.getLeaseEnd() != null,
                                        event -> event.getLeaseEnd().getResult().put("exitCode", 75))),
                new Planted(
                        RESULT,
                        "another cause than the runner's",
                        failed(retried())
                                .end()
                                .change(
                                        event -> event.getLeaseEnd() != null,
                                        event -> event.getLeaseEnd().getResult().put("cause", Cause.INFRASTRUCTURE))),
                Planted.of(
                        RESULT,
                        "failed before the acceptance",
                        withTerms(retried()).granted("a", ONE).failed("a", ONE, FAILED)),
                Planted.of(
                        OUTCOME,
                        "of an attempt that is tried again",
                        failed(retried()).settled("a", Outcome.FAILED)));
    }

    private static JobSpec.Builder retried() {
        return RETRIED.get().setJobId("a").setName("a");
    }

    private static RetryPolicy nothing() {
        return new RetryPolicy(List.of(), List.of(), 0L, 0L);
    }

    private static Told withTerms(JobSpec.Builder job) {
        return new Told().joined(ONE, 1).requested(job);
    }

    private static Told begun(JobSpec.Builder job) {
        return withTerms(job).granted("a", ONE).accepted("a", ONE);
    }

    private static Told failed(JobSpec.Builder job) {
        return begun(job).failed("a", ONE, FAILED);
    }

    private static Told infrastructure(JobSpec.Builder job) {
        return begun(job).failed("a", ONE, INFRASTRUCTURE);
    }

    private static Told delayed() {
        return failed(retried()).delayed("a", DELAY, 1);
    }
}
