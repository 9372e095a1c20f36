// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerPhase;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final Pool pool = new Pool();

    @Test
    void givesADrainedRunnerNothingMore() {
        pool.beat(0, "s", 0);

        assertThat(pool.drain(null)).containsExactly(new Fact.RunnerDrained(Pool.RUNNER, "s", 1, "enough"));
        assertThat(jobsGranted(pool.request("a"))).isEmpty();
        assertThat(jobsGranted(pool.beat(1, "s", 0))).isEmpty();
        assertThat(jobsGranted(pool.tick(2))).isEmpty();
    }

    @Test
    void letsADrainedRunnerAcceptAndFinishWhatItWasGrantedBefore() {
        pool.beat(0, "s", 0);
        pool.request("a");
        pool.request("b");
        pool.drain("s");

        assertThat(names(pool.beat(1, "s", 1, "a/1"))).containsExactly("LeaseAccepted");
        assertThat(names(pool.beat(2, Pool.report("s", 2, "a/1").setPhase(RunnerPhase.DRAINING))))
                .containsExactly("RunnerChanged");
        assertThat(names(pool.result("s", "a", 1, Outcome.SUCCEEDED)))
                .containsExactly("ResultAccepted", "LeaseEnded", "JobSettled");
        assertThat(names(pool.beat(3, Pool.report("s", 2).setPhase(RunnerPhase.LEAVING))))
                .containsExactly("RunnerChanged", "RunnerLeft");
    }

    @Test
    void givesWorkToTheNextSessionOfADrainedRunner() {
        pool.beat(0, "s", 0);
        pool.drain("s");
        pool.request("a");

        assertThat(jobsGranted(pool.beat(1, "t", 0))).containsExactly("a");
    }

    @Test
    void drainsTheSessionThatIsNamedAndNoOther() {
        pool.beat(0, "s", 0);
        pool.beat(1, "t", 0);

        assertThat(names(pool.drain("s"))).isEmpty();
        assertThat(names(pool.drain("u"))).isEmpty();
        assertThat(names(pool.drain("t"))).containsExactly("RunnerDrained");
    }

    @Test
    void drainsASessionOnce() {
        pool.beat(0, "s", 0);
        pool.drain(null);

        assertThat(names(pool.drain(null))).isEmpty();
        assertThat(names(pool.drain("s"))).isEmpty();
    }

    @Test
    void drainsNobodyWhoIsUnknownOrHasLeft() {
        assertThat(names(pool.drain(null))).isEmpty();

        pool.beat(0, "s", 0);
        pool.beat(1, Pool.report("s", 0).setPhase(RunnerPhase.LEAVING));

        assertThat(names(pool.drain(null))).isEmpty();
    }

    @Test
    void staysDrainedThroughALossAndSaysItAgainToWhoReturns() {
        pool.beat(0, "s", 0);
        pool.drain(null);
        assertThat(names(pool.ticks(0, 15))).containsExactly("RunnerLost");
        pool.request("a");

        assertThat(pool.beat(16, "s", 0))
                .containsExactly(
                        new Fact.RunnerReturned(Pool.RUNNER, "s"), new Fact.RunnerDrained(Pool.RUNNER, "s", 2, ""));
        assertThat(names(pool.beat(17, "s", 2))).isEmpty();
    }

    @Test
    void drainsALostRunnerSoThatItGetsNothingWhenItReturns() {
        pool.beat(0, "s", 0);
        pool.ticks(0, 15);
        pool.drain(null);
        pool.request("a");

        assertThat(names(pool.beat(16, "s", 0))).containsExactly("RunnerReturned", "RunnerDrained");
    }

    @Test
    void staysDrainedWhenItHearsAgainAfterAGrantThatItLetLapse() {
        pool.beat(0, "s", 0);
        pool.request("a");
        pool.drain(null);
        assertThat(names(pool.ticks(0, 10))).containsExactly("LeaseEnded", "JobQueued", "RunnerDeaf");

        assertThat(names(pool.beat(10.5, "s", 1))).containsExactly("RunnerHeard", "RunnerDrained");
    }

    @Test
    void countsADrainAmongTheAssignmentsOfItsSession() {
        pool.beat(0, Pool.report("s", 0).setSlots(2));
        pool.request("a");
        pool.drain(null);
        pool.beat(1, Pool.report("s", 2, "a/1").setSlots(2));

        assertThat(only(pool.cancel("a"), Fact.LeaseRevoked.class).get(0).sequence())
                .isEqualTo(3);
    }

    @Test
    void takesADrainedRunnerThatDeclinesAGrantAtItsWord() {
        pool.beat(0, "s", 0);
        pool.request("a");
        pool.drain(null);

        var facts = pool.beat(1, Pool.report("s", 2).setPhase(RunnerPhase.DRAINING));

        assertThat(only(facts, Fact.LeaseEnded.class).get(0).reason()).isEqualTo(LeaseEndReason.DECLINED);
        assertThat(jobsGranted(facts)).isEmpty();
    }
}
