// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import static io.jobstream.runner.session.SessionCoreTest.core;
import static io.jobstream.runner.session.SessionCoreTest.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.runner.session.Action.BeatNow;
import io.jobstream.runner.session.Action.Drop;
import io.jobstream.runner.session.Action.EndSession;
import io.jobstream.runner.session.Action.Kill;
import io.jobstream.runner.session.Action.SendResult;
import io.jobstream.runner.session.Action.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionEndTest {
    private static final AttemptId A = new AttemptId("a", 1);
    private static final AttemptId B = new AttemptId("b", 1);
    private static final Instant STAMP = Instant.parse("2026-01-01T00:00:00Z");
    private static final BeatNow BEAT = new BeatNow();

    private final SessionCore core = core(2);

    @Test
    void leavesAtOnceWhenItIsDrainedIdle() {
        assertThat(core.drain()).containsExactly(BEAT);

        Report last = core.heartbeatSent(0);
        assertThat(last.phase()).isEqualTo(SessionPhase.LEAVING);
        assertThat(core.heartbeatAcknowledged(last.heartbeat(), STAMP, 1))
                .containsExactly(new EndSession(SessionEnd.DRAINED));
    }

    @Test
    void finishesWhatItHoldsBeforeItLeaves() {
        start(1, A);

        assertThat(core.drain()).containsExactly(BEAT);
        assertThat(core.heartbeatSent(0).phase()).isEqualTo(SessionPhase.DRAINING);
        core.attemptEnded(A, 2);
        assertThat(core.phase()).isEqualTo(SessionPhase.DRAINING);
        core.resultAcknowledged(A);
        assertThat(core.phase()).isEqualTo(SessionPhase.LEAVING);
    }

    @Test
    void declinesGrantsWhileItDrains() {
        start(1, A);
        core.drain();

        assertThat(grant(2, B)).containsExactly(new Drop(B, Reason.DECLINED), BEAT);
    }

    @Test
    void leavesWhenTheLogDrainsItIdle() {
        assertThat(core.drained(1)).containsExactly(BEAT);

        Report last = core.heartbeatSent(0);
        assertThat(last).isEqualTo(new Report(1, SessionPhase.LEAVING, 1, List.of()));
        assertThat(core.heartbeatAcknowledged(last.heartbeat(), STAMP, 1))
                .containsExactly(new EndSession(SessionEnd.DRAINED));
    }

    @Test
    void acceptsWhatItWasGrantedBeforeTheLogDrainedIt() {
        grant(1, A);

        assertThat(core.drained(2)).containsExactly(BEAT);
        Report report = core.heartbeatSent(0);
        assertThat(report.phase()).isEqualTo(SessionPhase.DRAINING);
        assertThat(report.assignmentsRead()).isEqualTo(2);
        assertThat(core.heartbeatAcknowledged(report.heartbeat(), STAMP, 1)).containsExactly(new Start(A, seconds(12)));
        core.attemptEnded(A, 2);
        core.resultAcknowledged(A);
        assertThat(core.phase()).isEqualTo(SessionPhase.LEAVING);
    }

    @Test
    void drainsOnceHoweverOftenItIsTold() {
        start(1, A);
        core.drained(2);

        assertThat(core.drained(2)).isEmpty();
        assertThat(core.drained(3)).containsExactly(BEAT);
        assertThat(core.phase()).isEqualTo(SessionPhase.DRAINING);
    }

    @Test
    void triesAgainToLeaveWhenTheLastHeartbeatFailed() {
        core.drain();
        core.heartbeatFailed(core.heartbeatSent(0).heartbeat());

        assertThat(core.timePassed(seconds(3))).containsExactly(BEAT);
        Report last = core.heartbeatSent(seconds(3));
        assertThat(core.heartbeatAcknowledged(last.heartbeat(), STAMP, seconds(3)))
                .containsExactly(new EndSession(SessionEnd.DRAINED));
    }

    @Test
    void killsWhatItHoldsWhenItIsShutDownAndReportsIt() {
        start(1, A);
        grant(2, B);

        assertThat(core.shutDown())
                .containsExactly(BEAT, new Kill(A, Reason.SHUT_DOWN), new SendResult(B, Reason.SHUT_DOWN));
        assertThat(core.attemptEnded(A, 2)).contains(new SendResult(A, Reason.SHUT_DOWN));
        core.resultAcknowledged(A);
        core.resultAcknowledged(B);
        Report last = core.heartbeatSent(3);
        assertThat(core.heartbeatAcknowledged(last.heartbeat(), STAMP, 3))
                .containsExactly(new EndSession(SessionEnd.DRAINED));
    }

    @Test
    void runsNothingWithoutItsWatchdog() {
        start(1, A);

        assertThat(core.watchdogLost()).contains(new Kill(A, Reason.SHUT_DOWN));
        core.attemptEnded(A, 2);
        core.resultAcknowledged(A);
        Report last = core.heartbeatSent(3);
        assertThat(core.heartbeatAcknowledged(last.heartbeat(), STAMP, 3))
                .containsExactly(new EndSession(SessionEnd.WATCHDOG_LOST));
    }

    @Test
    void saysNothingMoreWhenItIsDismissedAndEndsWhenItsProcessesHaveEnded() {
        start(1, A);
        grant(2, B);

        assertThat(core.dismissed()).containsExactly(new Kill(A, Reason.DISMISSED), new Drop(B, Reason.DISMISSED));
        assertThat(core.timePassed(seconds(5))).isEmpty();
        assertThat(core.attemptEnded(A, seconds(5)))
                .containsExactly(new Drop(A, Reason.DISMISSED), new EndSession(SessionEnd.DISMISSED));
    }

    @Test
    void endsAtOnceWhenItIsDismissedIdleAndSaysSoOnce() {
        Report before = core.heartbeatSent(0);

        assertThat(core.dismissed()).containsExactly(new EndSession(SessionEnd.DISMISSED));
        assertThat(core.dismissed()).isEmpty();
        assertThat(core.drain()).doesNotContain(BEAT, new EndSession(SessionEnd.DISMISSED));
        assertThat(core.heartbeatAcknowledged(before.heartbeat(), STAMP, 0)).isEmpty();
    }

    @Test
    void takesNothingAfterItsDismissal() {
        core.dismissed();

        assertThat(grant(1, A)).containsExactly(new Drop(A, Reason.DECLINED));
    }

    private List<Action> grant(long sequence, AttemptId id) {
        return core.granted(sequence, id, STAMP.plusSeconds(7), Duration.ofSeconds(12));
    }

    private void start(long sequence, AttemptId id) {
        grant(sequence, id);
        Report report = core.heartbeatSent(0);
        core.heartbeatAcknowledged(report.heartbeat(), STAMP, 1);
    }
}
