// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import static io.jobstream.autoscaler.decision.Statuses.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.RunnerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupLedgerTest {
    private final GroupLedger ledger = new GroupLedger();

    @Test
    void takesALaunchThatDoesNotShowInTwoMinutesForFailed() {
        ledger.launched("a", at(0));

        assertThat(ledger.look(List.of(), at(119))).isEmpty();
        assertThat(ledger.launching()).containsExactly("a");
        assertThat(ledger.look(List.of(), at(120))).containsExactly("a");
        assertThat(ledger.launching()).isEmpty();
        assertThat(ledger.mayLaunch(at(121))).isFalse();
    }

    @Test
    void endsALaunchWhenItsRunnerShows() {
        ledger.launched("a", at(0));

        assertThat(ledger.look(List.of(seen("a", RunnerState.READY)), at(10))).isEmpty();
        assertThat(ledger.launching()).isEmpty();
        assertThat(ledger.mayLaunch(at(10))).isTrue();
    }

    @Test
    void pausesLongerAfterEachFailureUpToFiveMinutes() {
        Instant now = at(0);
        for (int seconds : List.of(10, 20, 40, 80, 160, 300, 300)) {
            ledger.launched("a", now);
            ledger.failed("a", now);

            assertThat(ledger.mayLaunch(now.plusSeconds(seconds).minusMillis(1)))
                    .isFalse();
            now = now.plus(Duration.ofSeconds(seconds));
            assertThat(ledger.mayLaunch(now)).isTrue();
        }
    }

    @Test
    void takesLaunchesThatFailTogetherForOneFailure() {
        for (String runner : List.of("a", "b", "c")) {
            ledger.launched(runner, at(0));
        }

        ledger.look(List.of(), at(120));

        assertThat(ledger.mayLaunch(at(130))).isTrue();
    }

    @Test
    void pausesBrieflyAgainAfterASuccess() {
        ledger.launched("a", at(0));
        ledger.failed("a", at(0));
        ledger.launched("b", at(10));
        ledger.failed("b", at(10));
        ledger.launched("c", at(30));
        ledger.look(List.of(seen("c", RunnerState.READY)), at(31));
        ledger.launched("d", at(31));
        ledger.failed("d", at(40));

        assertThat(ledger.mayLaunch(at(50))).isTrue();
    }

    @Test
    void namesWhoHasLeftOnceAndAgainWhenThatFailed() {
        List<SeenRunner> own = List.of(seen("a", RunnerState.LEFT), seen("b", RunnerState.DRAINING));

        assertThat(ledger.toStop(own, at(0))).extracting(SeenRunner::name).containsExactly("a");
        assertThat(ledger.toStop(own, at(1))).isEmpty();
        ledger.stopFailed("a", at(2));
        assertThat(ledger.toStop(own, at(31))).isEmpty();
        assertThat(ledger.toStop(own, at(32))).hasSize(1);
    }

    @Test
    void namesWhoHasLeftAgainWhenItCameBackMeanwhile() {
        List<SeenRunner> left = List.of(seen("a", RunnerState.LEFT));
        assertThat(ledger.toStop(left, at(0))).hasSize(1);

        ledger.look(List.of(seen("a", RunnerState.READY)), at(1));
        ledger.look(left, at(2));

        assertThat(ledger.toStop(left, at(2))).hasSize(1);
    }

    @Test
    void neverStopsWhoHasNotLeft() {
        for (RunnerState state : List.of(RunnerState.READY, RunnerState.DRAINING, RunnerState.DEAF, RunnerState.LOST)) {
            assertThat(ledger.toStop(List.of(seen("a", state)), at(0))).isEmpty();
        }
    }

    private static SeenRunner seen(String name, RunnerState state) {
        return SeenRunner.of(null, Statuses.runner(name, state, 0).build());
    }
}
