// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of jobs when those that they need have ended. */
class NeedsTest {
    private final Pool pool = new Pool();

    @Test
    void runsACleanUpHoweverWhatItNeedsEnds() {
        pool.request(Pool.spec("test"), always("clean", "test"));
        start("test");

        List<Fact> facts = pool.failure("s", "test", 1, 1);

        assertThat(names(facts))
                .containsExactly("ResultAccepted", "LeaseEnded", "JobSettled", "JobQueued", "LeaseGranted");
        assertThat(jobsGranted(facts)).containsExactly("clean");
    }

    @Test
    void waitsForAllThatACleanUpNeeds() {
        pool.request(Pool.spec("a"), Pool.spec("b"), always("clean", "a", "b"));
        start("a");

        assertThat(jobsGranted(pool.failure("s", "a", 1, 1))).containsExactly("b");
        pool.beat(0, "s", 2, "b/1");
        assertThat(jobsGranted(pool.result("s", "b", 1, Outcome.SUCCEEDED))).containsExactly("clean");
    }

    @Test
    void runsWhatIsForFailuresWhenSomethingFails() {
        pool.request(Pool.spec("test"), onFailure("tell", "test"));
        start("test");

        assertThat(jobsGranted(pool.failure("s", "test", 1, 1))).containsExactly("tell");
    }

    @Test
    void cancelsWhatIsForFailuresWhenNothingFails() {
        pool.request(Pool.spec("test"), onFailure("tell", "test"), Pool.spec("after", "tell"));
        start("test");

        List<Fact> facts = pool.result("s", "test", 1, Outcome.SUCCEEDED);

        assertThat(outcomes(facts)).containsExactly(Outcome.SUCCEEDED, Outcome.CANCELLED, Outcome.CANCELLED);
        assertThat(only(facts, Fact.JobSettled.class).get(1).message())
                .isEqualTo("runs when something that it needs fails, and nothing did");
    }

    /** The one in between never ran, since what it needed failed. */
    @Test
    void countsTheFailureOfWhatANeedNeeded() {
        pool.request(Pool.spec("build"), Pool.spec("test", "build"), onFailure("tell", "test"));
        start("build");

        List<Fact> facts = pool.failure("s", "build", 1, 1);

        assertThat(outcomes(facts)).containsExactly(Outcome.FAILED, Outcome.CANCELLED);
        assertThat(jobsGranted(facts)).containsExactly("tell");
    }

    @Test
    void takesTheCancellationOfANeedForNoFailure() {
        pool.request(Pool.spec("test"), onFailure("tell", "test"), always("clean", "test"));

        List<Fact> facts = pool.cancel("test");

        assertThat(outcomes(facts)).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);
        assertThat(names(facts)).contains("JobQueued");
    }

    /** It could have run: that what it needed failed is not why it did not. */
    @Test
    void takesNoFailureForTheReasonWhenANewerJobTakesThePlaceOfANeed() {
        pool.request(
                Pool.spec("deploy"),
                onFailure("roll-back", "deploy").setConcurrencyGroup(new ConcurrencyGroup("g", 1, false)),
                onFailure("tell", "roll-back"));
        start("deploy");
        pool.drain("s");
        assertThat(names(pool.result("s", "deploy", 1, Outcome.FAILED))).contains("JobQueued");

        List<Fact> facts = pool.request(Pool.spec("new").setConcurrencyGroup(new ConcurrencyGroup("g", 1, true)));

        assertThat(outcomes(facts)).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);
    }

    @Test
    void cancelsAllOfAPipelineAtOnce() {
        pool.request(
                Pool.spec("build").setPipelineId("p"),
                Pool.spec("test", "build").setPipelineId("p"),
                always("clean", "test").setPipelineId("p"),
                Pool.spec("other"));
        start("build");

        List<Fact> facts = pool.cancel(Pool.pipeline("p"));

        assertThat(names(facts))
                .containsExactly(
                        "CancellationAccepted",
                        "CancellationAccepted",
                        "CancellationAccepted",
                        "JobSettled",
                        "JobSettled",
                        "LeaseRevoked");
        assertThat(outcomes(pool.result("s", "build", 1, Outcome.CANCELLED))).containsExactly(Outcome.CANCELLED);
    }

    @Test
    void cancelsAPipelineWhoseCancellationCameFirst() {
        pool.cancel(Pool.pipeline("p"));

        List<Fact> facts = pool.request(
                Pool.spec("build").setPipelineId("p"), always("clean", "build").setPipelineId("p"));

        assertThat(outcomes(facts)).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);
        pool.beat(0, "s", 0);
        assertThat(pool.state.leasedBy(Pool.RUNNER)).isEmpty();
    }

    /** Two pools may be in one partition, and whoever may cancel in the one need not in the other. */
    @Test
    void keepsTheCancellationOfAPipelineForThePoolThatItIsFor() {
        pool.request(Pool.spec("before").setPipelineId("p"));
        pool.cancel(CancelTarget.pipeline("red", "p"));

        assertThat(names(pool.request(Pool.spec("after").setPipelineId("p"))))
                .containsExactly("JobAdmitted", "JobQueued");
        pool.state.finish("inputs", 0);
        pool.state.rebuild();
        assertThat(names(pool.tick(1))).isEmpty();
        assertThat(outcomes(pool.cancel(Pool.pipeline("p")))).containsExactly(Outcome.CANCELLED, Outcome.CANCELLED);
    }

    @Test
    void keepsTheCancellationOfAJobForThePoolThatItIsFor() {
        pool.cancel(CancelTarget.job("red", new JobId("a")));

        assertThat(names(pool.request("a"))).containsExactly("JobAdmitted", "JobQueued");
    }

    /** Ids that settled long ago may be used again, also while what the settled job needed waits on. */
    @Test
    void endsNothingOfAJobThatHasTheIdOfOneThatNeededIt() {
        pool.request(Pool.spec("slow"), Pool.spec("again", "slow"));
        pool.cancel("again");
        pool.tick(2 * 3_600);
        assertThat(names(pool.request("again"))).containsExactly("JobAdmitted", "JobQueued");
        pool.beat(7_200, Pool.report("s", 0).setSlots(2));
        pool.beat(7_200, Pool.report("s", 2, "slow/1", "again/1").setSlots(2));

        List<Fact> facts = pool.result("s", "slow", 1, Outcome.SUCCEEDED);

        assertThat(names(facts)).containsExactly("ResultAccepted", "LeaseEnded", "JobSettled");
        assertThat(pool.state.leasedBy(Pool.RUNNER)).hasSize(1);
    }

    @Test
    void refusesAJobForTheFailureOfNothing() {
        assertThat(outcomes(pool.request(onFailure("tell")))).containsExactly(Outcome.REFUSED);
    }

    @Test
    void refusesAConditionThatItDoesNotKnow() {
        assertThat(outcomes(pool.request(Pool.spec("a").setNeedsCondition(NeedsCondition.UNKNOWN))))
                .containsExactly(Outcome.REFUSED);
    }

    private static JobSpec.Builder always(String job, String... needs) {
        return Pool.spec(job, needs).setNeedsCondition(NeedsCondition.ALWAYS);
    }

    private static JobSpec.Builder onFailure(String job, String... needs) {
        return Pool.spec(job, needs).setNeedsCondition(NeedsCondition.FAILURE);
    }

    /** Runner r takes it, and says so. */
    private void start(String job) {
        pool.beat(0, "s", 0);
        pool.beat(0, "s", 1, job + "/1");
    }
}
