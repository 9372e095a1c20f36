// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import static io.jobstream.autoscaler.decision.Statuses.demand;
import static io.jobstream.autoscaler.decision.Statuses.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemandsTest {
    private static final RunnerGroup PLAIN = group("plain", Statuses.POOL, "linux");
    private static final RunnerGroup GPU = group("gpu", Statuses.POOL, "gpu", "linux");
    private static final RunnerGroup OTHER = group("other", "research", "gpu", "linux");
    private static final List<RunnerGroup> GROUPS = List.of(PLAIN, GPU, OTHER);

    private final Fleet fleet = new Fleet();

    @Test
    void givesADemandToTheFirstGroupThatHasTheLabels() {
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("linux", 3), demand("gpu,linux", 5), demand("", 2)));

        Demands demands = Demands.of(GROUPS, fleet);

        assertThat(demands.slotsWanted(PLAIN)).isEqualTo(5);
        assertThat(demands.slotsWanted(GPU)).isEqualTo(5);
        assertThat(demands.slotsWanted(OTHER)).isZero();
    }

    @Test
    void givesADemandToAGroupOfItsPoolOnly() {
        fleet.pool("research", pool("research", demand("linux", 3)));

        Demands demands = Demands.of(GROUPS, fleet);

        assertThat(demands.slotsWanted(PLAIN)).isZero();
        assertThat(demands.slotsWanted(OTHER)).isEqualTo(3);
    }

    @Test
    void leavesToRunnersOfNobodyWhatTheyCanDo() {
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("linux", 5), demand("gpu,linux", 5)));
        seen(Statuses.runner("by-hand", RunnerState.READY, 0, "linux", "x64"));
        seen(Statuses.runner("lost", RunnerState.LOST, 0, "linux", "x64"));
        seen(Statuses.runner("mac", RunnerState.READY, 0, "macos"));

        Demands demands = Demands.of(GROUPS, fleet);

        assertThat(demands.slotsWanted(PLAIN)).isEqualTo(3);
        assertThat(demands.slotsWanted(GPU)).isEqualTo(5);
    }

    @Test
    void wantsNothingOfAGroupWhoseWorkOthersDo() {
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("linux", 1)));
        seen(Statuses.runner("by-hand", RunnerState.READY, 0, "linux"));

        assertThat(Demands.of(GROUPS, fleet).slotsWanted(PLAIN)).isZero();
    }

    @Test
    void doesNotTakeItsOwnRunnersForSomebodyElses() {
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("linux", 4)));
        seen(Statuses.runner(PLAIN.runnerName("aaaaaaaaa0"), RunnerState.READY, 0, "linux"));

        assertThat(Demands.of(GROUPS, fleet).slotsWanted(PLAIN)).isEqualTo(4);
    }

    /** Of jobs that take two devices of four, a runner with eight slots runs two. */
    @Test
    void countsAJobAsThePartOfARunnerThatItTakes() {
        RunnerGroup devices = new RunnerGroup(
                "devices", Statuses.POOL, List.of("linux"), 8, Map.of("gpu", 4), 0, 4, Duration.ofMinutes(1));
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("linux,2*gpu", 3), demand("linux,5*gpu", 1)));

        Demands demands = Demands.of(List.of(devices), fleet);

        assertThat(demands.slotsWanted(devices)).isEqualTo(12);
        assertThat(demands.unserved()).containsExactly("linux,5*gpu in pool default");
    }

    @Test
    void tellsWhatNobodyServes() {
        fleet.pool(Statuses.POOL, pool(Statuses.POOL, demand("gpuu", 1), demand("macos", 1), demand("idle", 0)));
        seen(Statuses.runner("mac", RunnerState.READY, 0, "macos"));

        assertThat(Demands.of(GROUPS, fleet).unserved()).containsExactly("gpuu in pool default");
    }

    @Test
    void knowsNothingOfAPoolWithoutAStatus() {
        Demands demands = Demands.of(GROUPS, fleet);

        assertThat(demands.slotsWanted(PLAIN)).isZero();
        assertThat(demands.unserved()).isEmpty();
    }

    @Test
    void servesEachCellOfAPoolWithAPartOfTheGroup() {
        fleet.policy(new PoolPolicy("research", null, 3));
        fleet.pool("research~1", pool("research~1", demand("linux", 3)));
        RunnerGroup group = new RunnerGroup("g", "research", List.of("linux"), 2, Map.of(), 2, 4, Duration.ZERO);

        List<RunnerGroup> cells = group.inEachOf(fleet.cells().names("research"));
        Demands demands = Demands.of(cells, fleet);

        assertThat(cells).extracting(RunnerGroup::pool).containsExactly("research", "research~1", "research~2");
        assertThat(cells).extracting(RunnerGroup::min).containsExactly(1, 1, 0);
        assertThat(cells).extracting(RunnerGroup::max).containsExactly(2, 1, 1);
        assertThat(cells).extracting(demands::slotsWanted).containsExactly(0L, 3L, 0L);
    }

    @Test
    void hasNoRunnerInACellForWhichItHasTooFew() {
        fleet.policy(new PoolPolicy(OTHER.pool(), null, 5));

        assertThat(OTHER.inEachOf(fleet.cells().names(OTHER.pool()))).hasSize(4);
        assertThat(PLAIN.inEachOf(fleet.cells().names(PLAIN.pool()))).containsExactly(PLAIN);
    }

    private void seen(RunnerStatus.Builder status) {
        fleet.runner(status.getRunnerId(), status.build());
    }

    private static RunnerGroup group(String name, String pool, String... labels) {
        return new RunnerGroup(name, pool, List.of(labels), 2, Map.of(), 0, 4, Duration.ofMinutes(1));
    }
}
