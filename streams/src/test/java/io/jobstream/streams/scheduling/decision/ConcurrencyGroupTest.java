// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs of which only so many run at a time. */
class ConcurrencyGroupTest {
    private final Pool pool = new Pool();

    @Test
    void runsNoMoreOfAGroupAtATimeThanItAllows() {
        pool.request(deploy("a"), deploy("b"), Pool.spec("other"));

        assertThat(jobsGranted(slots(3))).containsExactly("a", "other");
        pool.beat(0, holding(2, "a/1", "other/1"));
        assertThat(jobsGranted(pool.result("s", "a", 1, Outcome.SUCCEEDED))).containsExactly("b");
    }

    /** It is a request: until the runner says so, what was asked back may still run. */
    @Test
    void keepsThePlaceOfWhatWasAskedBackUntilItHasEnded() {
        pool.request(deploy("a"), deploy("b"));
        slots(3);
        pool.beat(0, holding(1, "a/1"));

        assertThat(jobsGranted(pool.cancel("a"))).isEmpty();
        assertThat(jobsGranted(pool.beat(0, holding(2)))).containsExactly("b");
    }

    @Test
    void countsEachTenantsGroupByItself() {
        pool.request(deploy("a"), deploy("b").setTenant("globex"));

        assertThat(jobsGranted(slots(3))).containsExactly("a", "b");
    }

    @Test
    void takesEachJobAtItsOwnLimit() {
        pool.request(deploy("a"), deploy("b"), grouped("wide", 3, false), grouped("last", 3, false));

        assertThat(jobsGranted(slots(4))).containsExactly("a", "wide", "last");
    }

    @Test
    void takesThePlaceOfWhatCameBefore() {
        pool.request(deploy("running"));
        slots(2);
        pool.beat(0, holding(1, "running/1"));
        pool.request(deploy("waiting"));

        List<Fact> facts = pool.request(grouped("new", 1, true));

        assertThat(names(facts))
                .containsExactly(
                        "CancellationAccepted",
                        "CancellationAccepted",
                        "JobSettled",
                        "LeaseRevoked",
                        "JobAdmitted",
                        "JobQueued");
        assertThat(only(facts, Fact.CancellationAccepted.class))
                .allSatisfy(fact -> assertThat(fact.supersededBy()).isEqualTo(new JobId("new")));
        assertThat(only(facts, Fact.JobSettled.class).get(0).message())
                .isEqualTo("superseded by new of its concurrency group");
        assertThat(jobsGranted(pool.beat(0, holding(2)))).containsExactly("new");
    }

    @Test
    void takesThePlaceOfNothingThatCameWithIt() {
        List<Fact> facts = pool.request(grouped("a", 1, true), grouped("b", 1, true));

        assertThat(names(facts)).containsExactly("JobAdmitted", "JobAdmitted", "JobQueued", "JobQueued");
    }

    @Test
    void refusesAGroupThatAllowsNothing() {
        assertThat(outcomes(pool.request(grouped("a", 0, false)))).containsExactly(Outcome.REFUSED);
    }

    private List<Fact> slots(int count) {
        return pool.beat(0, Pool.report("s", 0).setSlots(count));
    }

    private static io.jobstream.schemas.RunnerReport.Builder holding(long read, String... held) {
        return Pool.report("s", read, held).setSlots(4);
    }

    private static JobSpec.Builder deploy(String job) {
        return grouped(job, 1, false);
    }

    private static JobSpec.Builder grouped(String job, int limit, boolean cancelInProgress) {
        return Pool.spec(job).setConcurrencyGroup(new ConcurrencyGroup("deploy", limit, cancelInProgress));
    }
}
