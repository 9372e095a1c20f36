// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Packing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weights, and limits for slots and waiting jobs. */
class TenantPolicyTest {
    private final Pool pool = new Pool();

    @Test
    void givesTwiceAsMuchToTwiceTheWeight() {
        pool.tell(new Input.TenantPolicyGiven("heavy", new TenantTerms(2, null, null)));
        for (int job = 0; job < 5; job++) {
            pool.request(Pool.spec("light-" + job).setTenant("light"));
            pool.request(Pool.spec("heavy-" + job).setTenant("heavy"));
        }

        assertThat(pool.runOneAfterAnother(6, job -> 1))
                .containsExactly("light-0", "heavy-0", "heavy-1", "light-1", "heavy-2", "heavy-3");
    }

    @Test
    void letsATenantsJobsWaitBeyondItsSlots() {
        pool.tell(new Input.TenantPolicyGiven("small", new TenantTerms(1, 1, null)));
        pool.beat(0, Pool.report("s", 0).setSlots(3));

        assertThat(jobsGranted(pool.request(
                        Pool.spec("a").setTenant("small").setPriority(9),
                        Pool.spec("b").setTenant("small").setPriority(9),
                        Pool.spec("c").setTenant("other"))))
                .containsExactly("a", "c");
        assertThat(jobsGranted(pool.tell(new Input.TenantPolicyGiven("small", TenantTerms.DEFAULT))))
                .containsExactly("b");
    }

    @Test
    void refusesARequestBeyondTheJobsThatATenantMayHaveWaiting() {
        pool.tell(new Input.TenantPolicyGiven("acme", new TenantTerms(1, null, 1)));
        pool.beat(0, "s", 0);
        assertThat(outcomes(pool.request("a"))).isEmpty();
        assertThat(outcomes(pool.request("b"))).isEmpty();

        List<Fact> refused = pool.request("c");

        assertThat(only(refused, Fact.JobSettled.class).get(0).message())
                .isEqualTo("tenant acme has 1 jobs that wait in pool blue, of at most 1: try again when fewer do");
        assertThat(outcomes(pool.request(Pool.spec("d").setTenant("other")))).isEmpty();
    }

    @Test
    void givesATenantItsPartOfEveryLimitInEachOfThePoolsCells() {
        pool.tell(new Input.TenantPolicyGiven("small", new TenantTerms(1, 3, 5)));
        pool.tell(new Input.PoolPolicyGiven(Pool.NAME, new PoolTerms(Packing.SPREAD, 2)));
        pool.beat(0, Pool.report("s", 0).setSlots(4));

        assertThat(jobsGranted(pool.request(
                        Pool.spec("a").setTenant("small"),
                        Pool.spec("b").setTenant("small"),
                        Pool.spec("c").setTenant("small"))))
                .containsExactly("a", "b");
        assertThat(outcomes(pool.request(
                        Pool.spec("d").setTenant("small"),
                        Pool.spec("e").setTenant("small"),
                        Pool.spec("f").setTenant("small"))))
                .containsOnly(Outcome.REFUSED);
        assertThat(jobsGranted(pool.tell(new Input.PoolPolicyGiven(Pool.NAME, PoolTerms.DEFAULT))))
                .containsExactly("c");
    }

    @Test
    void takesAPolicyThatCountsAlreadyForNothing() {
        TenantTerms terms = new TenantTerms(2, 3, 4);

        assertThat(names(pool.tell(new Input.TenantPolicyGiven("acme", terms)))).containsExactly("TenantPolicyChanged");
        assertThat(names(pool.tell(new Input.TenantPolicyGiven("acme", terms)))).isEmpty();
    }
}
