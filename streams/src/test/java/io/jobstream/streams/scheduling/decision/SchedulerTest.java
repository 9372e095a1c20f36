// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RefusalReason;
import io.jobstream.schemas.RunnerPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final Pool pool = new Pool();

    @Test
    void acceptsALeaseByAHeartbeatStampedAtAcceptByPrecisely() {
        granted();

        assertThat(names(pool.beat(7, "s", 1, "a/1"))).containsExactly("LeaseAccepted");
    }

    @Test
    void doesNotAcceptALeaseByAHeartbeatStampedJustAfterAcceptBy() {
        granted();

        assertThat(names(pool.beat(7.001, "s", 1, "a/1"))).isEmpty();
    }

    @Test
    void letsAGrantLapseOnlyWhenATickIsPastItsAcceptByByMoreThanTheMargin() {
        granted();
        pool.ticks(0, 8);

        assertThat(names(pool.tick(9))).isEmpty();
        assertThat(names(pool.tick(9.001))).containsExactly("LeaseEnded", "JobQueued", "RunnerDeaf");
    }

    @Test
    void givesADeafRunnerNothingUntilItHasReadPastTheGrantThatItLetLapse() {
        granted();
        pool.ticks(0, 10);

        assertThat(names(pool.beat(10, "s", 0))).isEmpty();
        assertThat(names(pool.beat(10.5, "s", 1))).containsExactly("RunnerHeard", "LeaseGranted");
    }

    @Test
    void queuesADeclinedGrantAgainAtOnce() {
        granted();

        assertThat(endOf(pool.beat(1, "s", 1))).isEqualTo(LeaseEndReason.DECLINED);
    }

    @Test
    void losesARunnerAndItsLeaseOnlyWhenATickIsPastTheLeaseByMoreThanTheMargin() {
        accepted();
        pool.ticks(0, 14);

        assertThat(names(pool.tick(15))).isEmpty();
        assertThat(names(pool.tick(15.001))).containsExactly("RunnerLost", "LeaseEnded", "JobQueued");
    }

    @Test
    void losesNothingBeforeAWholeLeaseHasPassedSinceAGap() {
        accepted();

        assertThat(names(pool.tick(100))).containsExactly("TimeGapped");
        assertThat(names(pool.ticks(100, 114))).isEmpty();
        assertThat(names(pool.tick(114.001))).contains("RunnerLost");
    }

    @Test
    void losesNothingByHeartbeatsOfOthersHoweverLateTheyAre() {
        accepted();

        assertThat(names(pool.beat(100, Pool.report("t", 0).setRunnerId("other"))))
                .containsExactly("RunnerJoined");
    }

    @Test
    void dismissesASupersededSessionForGood() {
        accepted();
        pool.beat(2, "t", 0);

        assertThat(names(pool.beat(3, "s", 1, "a/1"))).containsExactly("SessionDismissed");
        assertThat(names(pool.beat(4, "t", 0))).isEmpty();
    }

    @Test
    void renewsALeaseByTheHeartbeatsOfASupersededSession() {
        accepted();
        pool.ticks(0, 2);
        pool.beat(2, "t", 0);
        pool.ticks(2, 10);
        pool.beat(10, "s", 1, "a/1");
        pool.beat(10, Pool.report("t", 0).setPhase(RunnerPhase.DRAINING));

        assertThat(names(pool.ticks(10, 24))).isEmpty();
        assertThat(endOf(pool.tick(24.001))).isEqualTo(LeaseEndReason.EXPIRED);
    }

    @Test
    void acceptsALeaseByAHeartbeatOfASessionThatWasSupersededSinceTheGrant() {
        granted();
        pool.ticks(0, 2);
        pool.beat(2, "t", 0);

        assertThat(names(pool.beat(3, "s", 1, "a/1"))).containsExactly("LeaseAccepted", "SessionDismissed");
        assertThat(only(pool.ticks(2, 17), Fact.LeaseEnded.class)).isEmpty();
        assertThat(endOf(pool.tick(17.001))).isEqualTo(LeaseEndReason.EXPIRED);
    }

    @Test
    void endsTheLeasesOfASessionAtOnceOnlyWhenTheNextOneKnowsThatItEnded() {
        accepted();

        assertThat(names(pool.beat(2, "t", 0))).containsExactly("RunnerJoined");
        assertThat(endOf(pool.beat(3, Pool.report("u", 0).setEndedSession("s"))))
                .isEqualTo(LeaseEndReason.SESSION_ENDED);
    }

    @Test
    void keepsTheSlotOfARevokedAttemptUntilAHeartbeatNoLongerListsIt() {
        accepted();
        pool.request("b");

        assertThat(names(pool.cancel("a"))).containsExactly("CancellationAccepted", "LeaseRevoked");
        assertThat(names(pool.beat(4, "s", 2, "a/1"))).isEmpty();
        assertThat(names(pool.beat(5, "s", 2))).containsExactly("AttemptEnded", "LeaseGranted");
    }

    @Test
    void awaitsTheResultOfAnEndedAttemptForThirtySecondsAndTheMargin() {
        accepted();
        pool.ticks(0, 4);
        pool.beat(4, Pool.report("s", 1).setPhase(RunnerPhase.DRAINING));
        for (int second = 5; second <= 36; second++) {
            pool.beat(second, Pool.report("s", 1).setPhase(RunnerPhase.DRAINING));
            assertThat(names(pool.tick(second))).isEmpty();
        }

        assertThat(endOf(pool.tick(36.001))).isEqualTo(LeaseEndReason.RESULT_MISSING);
    }

    @Test
    void takesAResultThatIsReadBeforeTheHeartbeatThatAccepted() {
        granted();

        assertThat(names(pool.result("s", "a", 1, Outcome.SUCCEEDED)))
                .containsExactly("LeaseAccepted", "ResultAccepted", "LeaseEnded", "JobSettled");
        assertThat(names(pool.beat(1, "s", 1, "a/1"))).isEmpty();
    }

    @Test
    void refusesTheResultOfAStaleAttemptOfAStaleSessionAndOfASettledJob() {
        accepted();

        assertThat(refusal(pool.result("s", "a", 2, Outcome.SUCCEEDED))).isEqualTo(RefusalReason.STALE_ATTEMPT);
        assertThat(refusal(pool.result("t", "a", 1, Outcome.SUCCEEDED))).isEqualTo(RefusalReason.STALE_SESSION);
        pool.result("s", "a", 1, Outcome.SUCCEEDED);
        assertThat(refusal(pool.result("s", "a", 1, Outcome.SUCCEEDED))).isEqualTo(RefusalReason.SETTLED);
    }

    @Test
    void abandonsAJobThatLostItsLastAttempt() {
        pool.beat(0, "s", 0);
        pool.request(Pool.spec("a").setMaxAttempts(1));
        pool.beat(1, "s", 1, "a/1");

        assertThat(outcomes(pool.beat(2, Pool.report("t", 0).setEndedSession("s"))))
                .containsExactly(Outcome.ABANDONED);
    }

    @Test
    void cancelsEachJobOfADiamondOnceWhenWhatTheyNeedFails() {
        pool.beat(0, "s", 0);
        pool.request(Pool.spec("a"), Pool.spec("b", "a"), Pool.spec("c", "a"), Pool.spec("d", "b", "c"));

        assertThat(outcomes(pool.result("s", "a", 1, Outcome.FAILED)))
                .containsExactly(Outcome.FAILED, Outcome.CANCELLED, Outcome.CANCELLED, Outcome.CANCELLED);
    }

    @Test
    void queuesAJobOnlyWhenAllThatItNeedsSucceeded() {
        pool.beat(0, "s", 0);
        pool.request(Pool.spec("a"), Pool.spec("b"), Pool.spec("c", "a", "b"));

        assertThat(names(pool.result("s", "a", 1, Outcome.SUCCEEDED))).doesNotContain("JobQueued");
        assertThat(names(pool.result("s", "b", 1, Outcome.SUCCEEDED))).contains("JobQueued");
    }

    @Test
    void cancelsAJobWhoseCancellationCameFirst() {
        pool.beat(0, "s", 0);

        assertThat(names(pool.cancel("a"))).isEmpty();
        assertThat(names(pool.request("a")))
                .containsExactly("JobAdmitted", "JobQueued", "CancellationAccepted", "JobSettled");
    }

    @Test
    void cancelsAllWhoseCancellationsCameFirstAlsoWhenOneSettlesByAnother() {
        pool.cancel("a");
        pool.cancel("b");
        pool.cancel("c");

        List<Fact> facts = pool.request(Pool.spec("a"), Pool.spec("b", "a"), Pool.spec("c"));

        assertThat(outcomes(facts)).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED, Outcome.CANCELLED);
    }

    @Test
    void takesARepeatedRequestForNothingBeforeAndAfterItsJobSettled() {
        accepted();

        assertThat(names(pool.request("a"))).isEmpty();
        pool.result("s", "a", 1, Outcome.SUCCEEDED);
        assertThat(names(pool.request("a"))).isEmpty();
    }

    @Test
    void refusesAllJobsOfARequestThatBreaksARule() {
        assertThat(outcomes(pool.request(Pool.spec("a"), Pool.spec("b").setPriority(10))))
                .containsExactly(Outcome.REFUSED, Outcome.REFUSED);
        assertThat(outcomes(pool.request(Pool.spec("c", "d"), Pool.spec("d", "c"))))
                .containsExactly(Outcome.REFUSED, Outcome.REFUSED);
        assertThat(outcomes(pool.request("e", "f"))).containsExactly(Outcome.REFUSED);
        assertThat(outcomes(pool.request(Pool.spec("a")))).isEmpty();
    }

    @Test
    void asksBackAnAttemptThatItsSessionHasNoLeaseFor() {
        pool.beat(0, "s", 0);

        assertThat(names(pool.beat(1, "s", 0, "unknown/1"))).containsExactly("StaleAttemptRevoked");
    }

    @Test
    void asksBackAnAttemptThatOutlivesItsTimeLimitAndTheGrace() {
        pool.beat(0, "s", 0);
        pool.request(Pool.spec("a").setTimeLimitMillis(1_000));
        for (int second = 1; second <= 34; second++) {
            pool.beat(second, "s", 1, "a/1");
            assertThat(names(pool.tick(second))).isEmpty();
        }

        assertThat(names(pool.tick(34.001))).containsExactly("LeaseRevoked");
    }

    private void granted() {
        pool.beat(0, "s", 0);
        assertThat(jobsGranted(pool.request("a"))).containsExactly("a");
    }

    private void accepted() {
        granted();
        pool.beat(1, "s", 1, "a/1");
    }

    private static LeaseEndReason endOf(List<Fact> facts) {
        return only(facts, Fact.LeaseEnded.class).get(0).reason();
    }

    private static RefusalReason refusal(List<Fact> facts) {
        return only(facts, Fact.ResultRefused.class).get(0).reason();
    }
}
