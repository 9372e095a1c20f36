// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.runner.session.Action.BeatNow;
import io.jobstream.runner.session.Action.Drop;
import io.jobstream.runner.session.Action.ExtendDeadline;
import io.jobstream.runner.session.Action.Kill;
import io.jobstream.runner.session.Action.SendResult;
import io.jobstream.runner.session.Action.Start;
import io.jobstream.runner.session.Report.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionCoreTest {
    private static final AttemptId A = new AttemptId("a", 1);
    private static final AttemptId B = new AttemptId("b", 1);
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final Instant ACCEPT_BY = Instant.parse("2026-01-01T00:00:07Z");
    private static final Instant LATE = ACCEPT_BY.plusMillis(1);
    private static final Instant EARLY = ACCEPT_BY.minusSeconds(5);
    private static final BeatNow BEAT = new BeatNow();

    private final SessionCore core = core(2);

    @Test
    void sendsAHeartbeatAtOnceAtItsStartAndThenAtEachInterval() {
        assertThat(core.timePassed(seconds(100))).containsExactly(BEAT);
        Report first = core.heartbeatSent(seconds(100));

        assertThat(first).isEqualTo(new Report(1, SessionPhase.READY, 0, List.of()));
        assertThat(core.timePassed(seconds(103) - 1)).isEmpty();
        assertThat(core.timePassed(seconds(103))).containsExactly(BEAT);
    }

    @Test
    void holdsAGrantAndReportsItAtOnceButDoesNotStartIt() {
        List<Action> actions = grant(1, A);

        assertThat(actions).containsExactly(BEAT);
        assertThat(core.heartbeatSent(0))
                .isEqualTo(new Report(1, SessionPhase.READY, 1, List.of(new Held(A, HeldPhase.ACCEPTED))));
    }

    @Test
    void startsAnAttemptWhenAHeartbeatThatListsItIsStampedAtAcceptByPrecisely() {
        grant(1, A);
        Report report = core.heartbeatSent(seconds(10));

        List<Action> actions = core.heartbeatAcknowledged(report.heartbeat(), ACCEPT_BY, seconds(11));

        assertThat(actions).containsExactly(new Start(A, seconds(22)));
    }

    @Test
    void dropsAnAttemptWhoseAcceptanceIsStampedJustAfterAcceptBy() {
        grant(1, A);
        Report report = core.heartbeatSent(seconds(10));

        List<Action> actions = core.heartbeatAcknowledged(report.heartbeat(), LATE, seconds(11));

        assertThat(actions).containsExactly(new Drop(A, Reason.LATE));
        assertThat(core.heartbeatSent(seconds(11)).attempts()).isEmpty();
    }

    @Test
    void doesNotStartOnTheAcknowledgementOfAHeartbeatThatDoesNotListTheAttempt() {
        Report before = core.heartbeatSent(0);
        grant(1, A);

        assertThat(core.heartbeatAcknowledged(before.heartbeat(), EARLY, 1)).isEmpty();
        assertThat(core.holds(A)).isTrue();
    }

    @Test
    void dropsAnAttemptAsSoonAsTheLogIsPastItsAcceptBy() {
        Report before = core.heartbeatSent(0);
        grant(1, A);

        assertThat(core.heartbeatAcknowledged(before.heartbeat(), LATE, 1)).contains(new Drop(A, Reason.LATE));
    }

    @Test
    void startsOnTheNextAcknowledgementWhenTheFirstWasLost() {
        grant(1, A);
        Report lost = core.heartbeatSent(seconds(1));
        core.heartbeatFailed(lost.heartbeat());
        Report next = core.heartbeatSent(seconds(4));

        assertThat(core.heartbeatAcknowledged(lost.heartbeat(), EARLY, seconds(5)))
                .isEmpty();
        assertThat(core.heartbeatAcknowledged(next.heartbeat(), EARLY, seconds(5)))
                .containsExactly(new Start(A, seconds(16)));
    }

    @Test
    void dropsAnAttemptWhenTheFirstAcknowledgementWasLostAndTheNextIsLate() {
        grant(1, A);
        core.heartbeatFailed(core.heartbeatSent(seconds(1)).heartbeat());
        Report next = core.heartbeatSent(seconds(10));

        assertThat(core.heartbeatAcknowledged(next.heartbeat(), LATE, seconds(10)))
                .contains(new Drop(A, Reason.LATE));
    }

    @Test
    void endsAnAttemptWhoseAcknowledgementComesWhenItsLeaseIsAlmostOver() {
        grant(1, A);
        Report report = core.heartbeatSent(0);

        List<Action> actions = core.heartbeatAcknowledged(report.heartbeat(), EARLY, seconds(10));

        assertThat(actions).containsExactly(new SendResult(A, Reason.LEASE_RAN_OUT));
    }

    @Test
    void startsAnAttemptOnce() {
        start(A);
        Report again = core.heartbeatSent(0);

        assertThat(core.heartbeatAcknowledged(again.heartbeat(), EARLY, 0)).isEmpty();
    }

    @Test
    void renewsTheLeaseFromTheMomentThatTheHeartbeatWasSent() {
        start(A);
        Report renewal = core.heartbeatSent(seconds(3));

        assertThat(core.heartbeatAcknowledged(renewal.heartbeat(), LATE, seconds(8)))
                .containsExactly(new ExtendDeadline(A, seconds(15)));
    }

    @Test
    void doesNotRenewOnAHeartbeatThatFailed() {
        start(A);
        core.heartbeatFailed(core.heartbeatSent(seconds(3)).heartbeat());

        assertThat(core.timePassed(seconds(10) - 1)).containsExactly(BEAT);
        assertThat(core.timePassed(seconds(10))).contains(new Kill(A, Reason.LEASE_RAN_OUT));
    }

    @Test
    void neverMovesADeadlineBack() {
        start(A);
        Report older = core.heartbeatSent(seconds(2));
        Report newer = core.heartbeatSent(seconds(4));
        core.heartbeatAcknowledged(newer.heartbeat(), LATE, seconds(5));

        assertThat(core.heartbeatAcknowledged(older.heartbeat(), LATE, seconds(5)))
                .isEmpty();
    }

    @Test
    void killsOnceWhenTheLeaseRunsOutAndIsNotTalkedOutOfIt() {
        start(A);
        Report late = core.heartbeatSent(seconds(9));
        core.timePassed(seconds(10));

        assertThat(core.timePassed(seconds(11))).doesNotContain(new Kill(A, Reason.LEASE_RAN_OUT));
        assertThat(core.heartbeatAcknowledged(late.heartbeat(), LATE, seconds(11)))
                .isEmpty();
        assertThat(core.attemptEnded(A, seconds(11))).contains(new SendResult(A, Reason.LEASE_RAN_OUT));
    }

    @Test
    void countsNoResultOfAnAttemptThatEndedWhenItsLeaseWasOver() {
        start(A);

        assertThat(core.attemptEnded(A, seconds(40))).contains(new SendResult(A, Reason.LEASE_RAN_OUT));
    }

    @Test
    void listsAnAttemptUntilItsResultIsAcknowledged() {
        start(A);

        assertThat(core.attemptEnded(A, seconds(5))).containsExactly(new SendResult(A, Reason.ENDED));
        assertThat(core.heartbeatSent(seconds(5)).lists(A)).isTrue();
        assertThat(core.resultAcknowledged(A)).isEmpty();
        assertThat(core.heartbeatSent(seconds(6)).lists(A)).isFalse();
    }

    @Test
    void reportsPhasesSoonAndNeverBackwards() {
        start(A);

        core.attemptPhase(A, HeldPhase.RUNNING);
        core.attemptPhase(A, HeldPhase.PREPARING);

        assertThat(core.timePassed(seconds(1))).containsExactly(BEAT);
        assertThat(core.heartbeatSent(seconds(1)).attempts()).containsExactly(new Held(A, HeldPhase.RUNNING));
    }

    @Test
    void putsTogetherWhatNobodyWaitsFor() {
        start(A);
        core.attemptPhase(A, HeldPhase.RUNNING);

        assertThat(core.timePassed(Duration.ofMillis(99).toNanos())).isEmpty();
        assertThat(core.timePassed(Duration.ofMillis(100).toNanos())).containsExactly(BEAT);
        core.heartbeatSent(Duration.ofMillis(100).toNanos());
        assertThat(core.timePassed(Duration.ofMillis(300).toNanos())).isEmpty();
    }

    @Test
    void declinesAGrantWithoutAFreeSlot() {
        grant(1, A);
        grant(2, B);

        assertThat(grant(3, new AttemptId("c", 1)))
                .containsExactly(new Drop(new AttemptId("c", 1), Reason.DECLINED), BEAT);
        assertThat(core.heartbeatSent(0).assignmentsRead()).isEqualTo(3);
    }

    @Test
    void hasTheSlotFreeOfAnAttemptWhoseResultIsUnderway() {
        start(A);
        core.attemptEnded(A, seconds(1));
        AttemptId third = new AttemptId("c", 1);
        grant(2, B);

        assertThat(grant(3, third)).doesNotContain(new Drop(third, Reason.DECLINED));
        assertThat(core.heartbeatSent(0).attempts()).extracting(Held::id).containsExactly(A, B, third);
    }

    @Test
    void ignoresAGrantThatIsReadTwice() {
        grant(1, A);

        assertThat(grant(1, A)).isEmpty();
        assertThat(core.heartbeatSent(0).attempts()).hasSize(1);
    }

    @Test
    void neverRunsTwoAttemptsOfAJobAtATime() {
        start(A);
        AttemptId second = new AttemptId("a", 2);

        assertThat(grant(2, second))
                .containsExactly(new Kill(A, Reason.SUPERSEDED), BEAT, new Drop(second, Reason.DECLINED));
        assertThat(core.attemptEnded(A, seconds(1))).contains(new Drop(A, Reason.SUPERSEDED));
    }

    @Test
    void takesANewerAttemptInPlaceOfOneThatNeverStarted() {
        grant(1, A);
        AttemptId second = new AttemptId("a", 2);

        assertThat(grant(2, second)).containsExactly(new Drop(A, Reason.SUPERSEDED), BEAT);
        assertThat(core.holds(second)).isTrue();
    }

    @Test
    void declinesAnOlderAttemptOfAJobItHolds() {
        AttemptId second = new AttemptId("a", 2);
        grant(1, second);

        assertThat(grant(2, A)).contains(new Drop(A, Reason.DECLINED));
    }

    @Test
    void killsAnAttemptThatIsAskedBackAndReportsItsCancellationWhenItEnded() {
        start(A);

        assertThat(core.revoked(2, A, Reason.CANCELLED)).containsExactly(new Kill(A, Reason.CANCELLED), BEAT);
        assertThat(core.heartbeatSent(0).attempts()).containsExactly(new Held(A, HeldPhase.STOPPING));
        assertThat(core.attemptEnded(A, seconds(1))).contains(new SendResult(A, Reason.CANCELLED));
    }

    @Test
    void stillEndsInTimeWhenAnAttemptThatIsAskedBackEndsSlowly() {
        start(A);
        core.revoked(2, A, Reason.TIMED_OUT);

        assertThat(core.timePassed(seconds(10))).contains(new Kill(A, Reason.LEASE_RAN_OUT));
    }

    @Test
    void reportsACancellationBeforeTheStartWithoutStarting() {
        grant(1, A);
        Report accepting = core.heartbeatSent(0);

        assertThat(core.revoked(2, A, Reason.CANCELLED)).containsExactly(new SendResult(A, Reason.CANCELLED), BEAT);
        assertThat(core.heartbeatAcknowledged(accepting.heartbeat(), EARLY, 1)).isEmpty();
        assertThat(core.resultAcknowledged(A)).isEmpty();
    }

    @Test
    void endsWithoutAResultWhatTheSchedulerDoesNotKnowOf() {
        start(A);

        assertThat(core.revoked(2, A, Reason.NOT_LEASED)).contains(new Kill(A, Reason.NOT_LEASED));
        assertThat(core.timePassed(seconds(20))).containsExactly(BEAT);
        assertThat(core.attemptEnded(A, seconds(20))).containsExactly(new Drop(A, Reason.NOT_LEASED));
    }

    @Test
    void stopsWaitingForAResultThatNobodyWants() {
        start(A);
        core.attemptEnded(A, seconds(1));

        assertThat(core.revoked(2, A, Reason.NOT_LEASED)).contains(new Drop(A, Reason.NOT_LEASED));
        assertThat(core.resultAcknowledged(A)).isEmpty();
    }

    @Test
    void answersARevocationOfWhatItDoesNotHoldByHavingReadIt() {
        assertThat(core.revoked(1, A, Reason.CANCELLED)).containsExactly(BEAT);
        assertThat(core.heartbeatSent(0).assignmentsRead()).isEqualTo(1);
    }

    private List<Action> grant(long sequence, AttemptId id) {
        return core.granted(sequence, id, ACCEPT_BY, LEASE);
    }

    /** Granted, accepted by a heartbeat sent at 0, started. */
    private void start(AttemptId id) {
        grant(1, id);
        Report report = core.heartbeatSent(0);
        assertThat(core.heartbeatAcknowledged(report.heartbeat(), EARLY, 1))
                .containsExactly(new Start(id, LEASE.toNanos()));
    }

    static SessionCore core(int slots) {
        return new SessionCore(
                new SessionRules(slots, Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofSeconds(2)));
    }

    static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
