// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class OrderTest {
    private final Pool pool = new Pool();

    @Test
    void grantsByPriorityThenByAge() {
        pool.request("old");
        pool.request("young");
        pool.request(Pool.spec("urgent").setPriority(9));

        assertThat(jobsGranted(pool.beat(0, "s", 0))).containsExactly("urgent");
        assertThat(jobsGranted(pool.result("s", "urgent", 1, Outcome.SUCCEEDED)))
                .containsExactly("old");
    }

    @Test
    void putsAJobThatLostItsRunnerBeforeOlderOnesOfItsPriority() {
        pool.request("old");
        pool.beat(0, "s", 0);
        pool.request("young");
        pool.beat(1, "s", 1, "old/1");

        assertThat(jobsGranted(pool.beat(2, Pool.report("t", 0).setEndedSession("s"))))
                .containsExactly("old");
    }

    @Test
    void givesEachTenantItsTurnHoweverManyJobsAnotherHas() {
        for (int job = 0; job < 50; job++) {
            pool.request(Pool.spec("flood-" + job).setTenant("flood"));
        }
        pool.request(Pool.spec("small-0").setTenant("small"));
        pool.request(Pool.spec("small-1").setTenant("small"));

        assertThat(pool.runOneAfterAnother(5, job -> 1))
                .containsExactly("flood-0", "small-0", "flood-1", "small-1", "flood-2");
    }

    @Test
    void countsWhatTenantsTookRatherThanHowManyJobsTheyRan() {
        for (int job = 0; job < 5; job++) {
            pool.request(Pool.spec("long-" + job).setTenant("long"));
            pool.request(Pool.spec("short-" + job).setTenant("short"));
        }

        assertThat(pool.runOneAfterAnother(5, job -> job.startsWith("long") ? 2.5 : 1))
                .containsExactly("long-0", "short-0", "short-1", "short-2", "long-1");
    }

    /** Whoever has had nothing yet, because no runner fits, does not make newcomers go before everybody else. */
    @Test
    void putsANewcomerBesideThoseWhoAreServed() {
        pool.request(Pool.spec("unfit").setTenant("unfit").setLabels(List.of("quantum")));
        for (int job = 0; job < 9; job++) {
            pool.request(Pool.spec("old-" + job).setTenant("old"));
        }
        assertThat(pool.runOneAfterAnother(5, job -> 1)).hasSize(5);

        for (int job = 0; job < 5; job++) {
            pool.request(Pool.spec("new-" + job).setTenant("new"));
        }

        assertThat(pool.runOneAfterAnother(4, job -> 1)).containsExactly("old-5", "new-0", "old-6", "new-1");
    }

    @Test
    void putsPriorityBeforeShares() {
        pool.request(Pool.spec("first").setTenant("much").setPriority(9));
        pool.request(Pool.spec("second").setTenant("much").setPriority(9));
        pool.request(Pool.spec("third").setTenant("nothing"));

        assertThat(pool.runOneAfterAnother(3, job -> 1)).containsExactly("first", "second", "third");
    }

    @Test
    void raisesAPriorityByOneForEachTenMinutesThatItIsGivenNothing() {
        pool.request(Pool.spec("low").setPriority(3));
        pool.request(Pool.spec("high").setPriority(5));
        assertThat(jobsGranted(pool.beat(1_199.999, "s", 0))).containsExactly("high");
        pool.request(Pool.spec("next").setPriority(5));

        pool.beat(1_200, "s", 1, "high/1");

        assertThat(jobsGranted(pool.result("s", "high", 1, Outcome.SUCCEEDED))).containsExactly("low");
    }

    @Test
    void raisesNothingAboveTheHighestPriority() {
        pool.request(Pool.spec("first").setTenant("much").setPriority(9));
        pool.request(Pool.spec("second").setTenant("much").setPriority(9));
        pool.request(Pool.spec("low").setTenant("nothing").setPriority(0));
        pool.runOneAfterAnother(1, job -> 1);
        assertThat(pool.state.job(new JobId("second")).orElseThrow().queued()).isFalse();
        pool.beat(2, "s", 1);
        pool.beat(6_000, Pool.report("s", 2).setPhase(RunnerPhase.DRAINING));

        assertThat(jobsGranted(pool.beat(6_000, "s", 2))).containsExactly("low");
    }
}
