// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Planted.granted;
import static io.jobstream.check.history.Planted.is;
import static io.jobstream.check.history.Planted.lost;
import static io.jobstream.check.history.Planted.running;
import static io.jobstream.check.history.Planted.settled;
import static io.jobstream.check.history.Told.job;
import static io.jobstream.check.verdict.Rule.ACCEPTANCE;
import static io.jobstream.check.verdict.Rule.EXPIRY;
import static io.jobstream.check.verdict.Rule.LEASE_HOLDER;
import static io.jobstream.check.verdict.Rule.RESULT;
import static io.jobstream.schemas.Outcome.FAILED;
import static io.jobstream.schemas.Outcome.SUCCEEDED;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RevocationTerms;
import java.time.Duration;
import java.util.stream.Stream;

/** What must not happen to a lease once it is granted. */
final class PlantedLeases {
    private static final Seat ONE = Seat.of("one");
    private static final Seat TWO = Seat.of("two");

    private PlantedLeases() {}

    static Stream<Planted> all() {
        return Stream.of(leases(), ends(), results()).flatMap(each -> each);
    }

    private static Stream<Planted> leases() {
        return Stream.of(
                Planted.of(LEASE_HOLDER, "another session accepts", granted("a").accepted("a", ONE.session("other"))),
                Planted.of(LEASE_HOLDER, "accepted twice", running("a").accepted("a", ONE)),
                Planted.of(
                        LEASE_HOLDER,
                        "another attempt is revoked",
                        running("a")
                                .lease(
                                        JobEventType.LEASE_REVOKED,
                                        "a",
                                        ONE.attempt(7),
                                        event -> event.setRevocation(
                                                new RevocationTerms(RevocationReason.CANCELLED, 1L)))),
                Planted.of(
                        LEASE_HOLDER,
                        "ended before it was accepted",
                        granted("a").heartbeat(ONE).lease(JobEventType.ATTEMPT_ENDED, "a", ONE, event -> event)),
                Planted.of(
                        LEASE_HOLDER,
                        "ended while it is listed",
                        running("a").heartbeat(ONE, "a").lease(JobEventType.ATTEMPT_ENDED, "a", ONE, event -> event)),
                Planted.of(LEASE_HOLDER, "ends twice", lost("a").leaseEnded("a", ONE, LeaseEndReason.EXPIRED)),
                Planted.of(
                        ACCEPTANCE,
                        "the heartbeat does not list it",
                        granted("a").heartbeat(ONE, "b").lease(JobEventType.LEASE_ACCEPTED, "a", ONE, event -> event)),
                Planted.of(
                        ACCEPTANCE,
                        "the heartbeat is another session's",
                        granted("a")
                                .heartbeat(ONE.session("other"), "a")
                                .lease(JobEventType.LEASE_ACCEPTED, "a", ONE, event -> event)),
                Planted.of(
                        ACCEPTANCE,
                        "too late",
                        granted("a").after(Duration.ofSeconds(7)).accepted("a", ONE)),
                Planted.of(
                        ACCEPTANCE,
                        "by a tick",
                        granted("a").tick().lease(JobEventType.LEASE_ACCEPTED, "a", ONE, event -> event)),
                Planted.of(
                        ACCEPTANCE,
                        "by another's result",
                        granted("a")
                                .result("a", ONE.attempt(2), SUCCEEDED)
                                .lease(JobEventType.LEASE_ACCEPTED, "a", ONE, event -> event)));
    }

    private static Stream<Planted> ends() {
        return Stream.of(
                Planted.of(
                        EXPIRY,
                        "within the lease",
                        running("a").after(Duration.ofSeconds(11)).tick().leaseEnded("a", ONE, LeaseEndReason.EXPIRED)),
                Planted.of(
                        EXPIRY,
                        "within the margin",
                        running("a").after(Duration.ofSeconds(13)).tick().leaseEnded("a", ONE, LeaseEndReason.EXPIRED)),
                Planted.of(
                        EXPIRY,
                        "renewed meanwhile",
                        running("a")
                                .after(Duration.ofSeconds(10))
                                .heartbeat(ONE, "a")
                                .after(Duration.ofSeconds(5))
                                .tick()
                                .leaseEnded("a", ONE, LeaseEndReason.EXPIRED)),
                Planted.of(
                        EXPIRY,
                        "by no tick",
                        running("a")
                                .after(Duration.ofSeconds(5))
                                .requested(job("b"))
                                .leaseEnded("a", ONE, LeaseEndReason.EXPIRED)),
                Planted.of(
                        EXPIRY,
                        "not accepted, too early",
                        granted("a")
                                .after(Duration.ofSeconds(8))
                                .tick()
                                .leaseEnded("a", ONE, LeaseEndReason.NOT_ACCEPTED)));
    }

    private static Stream<Planted> results() {
        return Stream.of(
                Planted.of(
                        RESULT,
                        "another outcome than the runner's",
                        running("a").result("a", ONE, FAILED).resultAccepted("a", ONE, SUCCEEDED)),
                Planted.of(
                        RESULT,
                        "of a stale attempt",
                        running("a").result("a", ONE.attempt(3), SUCCEEDED).resultAccepted("a", ONE, SUCCEEDED)),
                Planted.of(
                        LEASE_HOLDER,
                        "of who does not hold it",
                        running("a").result("a", TWO, SUCCEEDED).resultAccepted("a", TWO, SUCCEEDED)),
                Planted.of(
                        RESULT,
                        "a second",
                        running("a")
                                .result("a", ONE, SUCCEEDED)
                                .resultAccepted("a", ONE, SUCCEEDED)
                                .resultAccepted("a", ONE, SUCCEEDED)),
                Planted.of(
                        RESULT,
                        "before the acceptance",
                        granted("a").result("a", ONE, SUCCEEDED).resultAccepted("a", ONE, SUCCEEDED)),
                Planted.of(
                        RESULT,
                        "the holder's is refused",
                        running("a")
                                .result("a", ONE, SUCCEEDED)
                                .lease(JobEventType.RESULT_REFUSED, "a", ONE, event -> event)),
                Planted.of(RESULT, "ended by none", running("a").leaseEnded("a", ONE, LeaseEndReason.RESULT)),
                Planted.of(
                        RESULT,
                        "ended by another's",
                        running("a").result("a", TWO, FAILED).leaseEnded("a", ONE, LeaseEndReason.INFRASTRUCTURE)),
                new Planted(
                        RESULT,
                        "another exit code",
                        settled("a")
                                .end()
                                .change(
                                        is(JobEventType.RESULT_ACCEPTED),
                                        event -> event.getResult().put("exitCode", 99))));
    }
}
