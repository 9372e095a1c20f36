// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import static io.jobstream.autoscaler.decision.Statuses.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScalingDecisionTest {
    private static final RunnerGroup GROUP = group(0, 4);

    private final Fleet fleet = new Fleet();
    private final GroupLedger ledger = new GroupLedger();

    @Test
    void startsAllThatIsMissingAtOnce() {
        assertThat(decide(GROUP, 5).starts()).isEqualTo(3);
    }

    @Test
    void startsNoMoreThanTheGroupMayHave() {
        assertThat(decide(GROUP, 200).starts()).isEqualTo(4);
    }

    @Test
    void startsTheLeastThatThereAreToBe() {
        assertThat(decide(group(2, 4), 0).starts()).isEqualTo(2);
    }

    @Test
    void countsThoseThatAreThereAndThoseThatAreBeingStarted() {
        seen("0", RunnerState.READY, 0);
        ledger.launched(name("1"), at(0));

        assertThat(decide(GROUP, 6).starts()).isEqualTo(1);
        assertThat(decide(GROUP, 4).starts()).isZero();
    }

    @Test
    void countsWhoIsNoHelpOnlyForTheRoomThatItTakes() {
        seen("0", RunnerState.DRAINING, 0);
        seen("1", RunnerState.DEAF, 0);
        seen("2", RunnerState.LOST, 0);
        seen("3", RunnerState.LEFT, 0);

        assertThat(decide(GROUP, 2).starts()).isEqualTo(1);
        assertThat(decide(GROUP, 200).starts()).isEqualTo(2);
    }

    @Test
    void drainsWhoHasBeenIdleForLongEnoughTheIdlestFirst() {
        seen("0", RunnerState.READY, 5);
        seen("1", RunnerState.READY, 2);
        seen("2", RunnerState.READY, 8);
        IntStream.range(0, 3).forEach(id -> seen(Integer.toString(id), RunnerState.READY, 65));

        assertThat(decide(GROUP, 2).drains()).extracting(SeenRunner::name).containsExactly(name("1"), name("0"));
    }

    @Test
    void drainsNobodyWhoHasAJobOrHadOneJustNow() {
        seen("0", RunnerState.READY, 0);
        seen("1", RunnerState.READY, 0);
        seen(busy("0", 50));
        seen("0", RunnerState.READY, 60);
        seen(busy("1", 60));

        assertThat(decide(GROUP, 0).drains()).isEmpty();
    }

    @Test
    void countsIdlenessOfASessionFromItsBeginning() {
        seen("0", RunnerState.READY, 0);
        seen(runner("0", RunnerState.READY, 60).setSessionId("another"));

        assertThat(decide(GROUP, 0).drains()).isEmpty();
    }

    @Test
    void letsNobodyGetIdlerWhileNoStatusesCome() {
        seen("0", RunnerState.READY, 0);

        assertThat(ScalingDecision.of(GROUP, 0, fleet.of(GROUP), ledger, at(7_200))
                        .drains())
                .isEmpty();
    }

    @Test
    void keepsTheLeastThatThereAreToBe() {
        idle("0", "1", "2");

        assertThat(decide(group(2, 4), 0).drains()).hasSize(1);
    }

    @Test
    void keepsWhoIsWantedHoweverIdle() {
        idle("0", "1", "2");

        assertThat(decide(GROUP, 5).drains()).isEmpty();
        assertThat(decide(GROUP, 4).drains()).hasSize(1);
    }

    @Test
    void drainsNobodyTwiceAndNobodyMoreBecauseOfThat() {
        idle("0", "1", "2");
        ScalingDecision first = decide(GROUP, 4);
        first.drains().forEach(runner -> ledger.asked(runner, at(60)));

        assertThat(first.drains()).hasSize(1);
        assertThat(decide(GROUP, 4)).isEqualTo(new ScalingDecision(0, List.of()));
    }

    @Test
    void asksAgainWhoDoesNotDrain() {
        idle("0");
        decide(GROUP, 0).drains().forEach(runner -> ledger.asked(runner, at(60)));

        assertThat(ScalingDecision.of(GROUP, 0, fleet.of(GROUP), ledger, at(89)).drains())
                .isEmpty();
        assertThat(ScalingDecision.of(GROUP, 0, fleet.of(GROUP), ledger, at(90)).drains())
                .hasSize(1);
    }

    @Test
    void doesNotTakeWhoIsBeingStartedForTheOneThatMayGo() {
        idle("0");
        ledger.launched(name("1"), at(55));

        assertThat(decide(GROUP, 2).drains()).isEmpty();
    }

    @Test
    void startsNothingForAWhileAfterAFailure() {
        ledger.launched(name("0"), at(0));
        ledger.failed(name("0"), at(55));

        assertThat(decide(GROUP, 2).starts()).isZero();
        assertThat(ScalingDecision.of(GROUP, 2, List.of(), ledger, at(65)).starts())
                .isEqualTo(1);
    }

    /** Then nobody who was started shows, and all of them may be there. */
    @Test
    void startsNoMoreThanTheGroupMayHaveWhileNoStatusesCome() {
        fleet.pool(Statuses.POOL, Statuses.pool(Statuses.POOL));
        assertThat(startedBy(7_200)).isEqualTo(4);
    }

    @Test
    void startsOthersWhenStatusesComeAndDoNotShowThoseThatWereStarted() {
        assertThat(startedBy(7_200)).isEqualTo(4);

        seen(Statuses.runner("by-hand", RunnerState.READY, 7_500));
        ledger.stated(fleet.statedUntil(GROUP.pool()));

        assertThat(ScalingDecision.of(GROUP, 8, fleet.of(GROUP), ledger, at(7_800))
                        .starts())
                .isEqualTo(4);
    }

    private int startedBy(int end) {
        int started = 0;
        for (int second = 0; second < end; second++) {
            Instant now = at(second);
            ledger.stated(fleet.statedUntil(GROUP.pool()));
            ledger.look(fleet.of(GROUP), now);
            for (int i = ScalingDecision.of(GROUP, 8, fleet.of(GROUP), ledger, now)
                            .starts();
                    i > 0;
                    i--) {
                ledger.launched(GROUP.runnerName(String.format("%010d", started++)), now);
            }
        }
        return started;
    }

    @Test
    void knowsItsOwnRunnersByTheirNames() {
        seen("0", RunnerState.READY, 0);
        seen(Statuses.runner("linux-1", RunnerState.READY, 0));
        seen(Statuses.runner("linux-gpu-aaaaaaaaa0", RunnerState.READY, 0));
        seen(runner("1", RunnerState.READY, 0).setPool("another"));

        assertThat(fleet.of(GROUP)).extracting(SeenRunner::name).containsExactly(name("0"));
    }

    private ScalingDecision decide(RunnerGroup group, long slotsWanted) {
        return ScalingDecision.of(group, slotsWanted, fleet.of(group), ledger, at(60));
    }

    private void idle(String... ids) {
        for (String id : ids) {
            seen(id, RunnerState.READY, 0);
            seen(id, RunnerState.READY, 60);
        }
    }

    private void seen(String id, RunnerState state, long seconds) {
        seen(runner(id, state, seconds));
    }

    private void seen(RunnerStatus.Builder status) {
        fleet.runner(status.getRunnerId(), status.build());
    }

    private static RunnerStatus.Builder busy(String id, long seconds) {
        return runner(id, RunnerState.READY, seconds).setAttempts(Statuses.attempts(1));
    }

    private static RunnerStatus.Builder runner(String id, RunnerState state, long seconds) {
        return Statuses.runner(name(id), state, seconds, "linux");
    }

    private static String name(String id) {
        return GROUP.runnerName("aaaaaaaaa" + id);
    }

    private static RunnerGroup group(int min, int max) {
        return new RunnerGroup("linux", Statuses.POOL, List.of("linux"), 2, Map.of(), min, max, Duration.ofMinutes(1));
    }
}
