// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolLimitsTest {
    @Test
    void refusesARequestThatMakesThePoolTooLargeUntilJobsHaveSettled() {
        Pool small = new Pool(new PoolLimits(2, 10, 10, 10));
        small.beat(0, "s", 0);
        small.request("a");

        List<Fact> refused = small.request(Pool.spec("b"), Pool.spec("c"));
        assertThat(outcomes(refused)).containsExactly(Outcome.REFUSED, Outcome.REFUSED);
        assertThat(only(refused, Fact.JobSettled.class).get(0).message())
                .isEqualTo(
                        "pool blue has 1 jobs that have not settled, of at most 2: try again when some of them have");

        small.result("s", "a", 1, Outcome.SUCCEEDED);
        assertThat(outcomes(small.request(Pool.spec("d"), Pool.spec("e")))).isEmpty();
    }

    @Test
    void refusesARequestForMoreSetsOfLabelsThanThePoolMayHave() {
        Pool small = new Pool(new PoolLimits(10, 2, 10, 10));
        small.request(
                Pool.spec("a").setLabels(List.of("x", "y")), Pool.spec("b").setLabels(List.of("z")));

        assertThat(outcomes(small.request(Pool.spec("c").setLabels(List.of("y", "x")))))
                .isEmpty();
        assertThat(outcomes(small.request(Pool.spec("d").setLabels(List.of("x")))))
                .containsExactly(Outcome.REFUSED);
        small.cancel("b");
        assertThat(outcomes(small.request(Pool.spec("e").setLabels(List.of("x")))))
                .isEmpty();
    }

    @Test
    void refusesARequestOfMoreTenantsThanThePoolMayHave() {
        Pool small = new Pool(new PoolLimits(10, 10, 2, 10));
        small.request(Pool.spec("a").setTenant("one"));
        small.request(Pool.spec("b").setTenant("two"));

        assertThat(outcomes(small.request(Pool.spec("c").setTenant("one")))).isEmpty();
        assertThat(outcomes(small.request(Pool.spec("d").setTenant("three")))).containsExactly(Outcome.REFUSED);
        small.cancel("b");
        assertThat(outcomes(small.request(Pool.spec("e").setTenant("three")))).isEmpty();
    }

    @Test
    void refusesARunnerThatComesToAFullPool() {
        Pool small = new Pool(new PoolLimits(10, 10, 10, 1));
        small.beat(0, "s", 0);

        assertThat(names(small.beat(1, Pool.report("other", 0).setRunnerId("q"))))
                .containsExactly("RunnerRefused");
        assertThat(names(small.beat(2, "next", 0))).containsExactly("RunnerJoined");
        small.beat(3, Pool.report("next", 0).setPhase(RunnerPhase.LEAVING));
        assertThat(names(small.beat(4, Pool.report("other", 0).setRunnerId("q"))))
                .containsExactly("RunnerJoined");
    }
}
