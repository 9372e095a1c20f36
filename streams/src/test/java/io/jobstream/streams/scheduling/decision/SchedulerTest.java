// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RefusalReason;
import io.jobstream.schemas.RunnerPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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

        assertThat(runOneAfterAnother(5, job -> 1))
                .containsExactly("flood-0", "small-0", "flood-1", "small-1", "flood-2");
    }

    @Test
    void countsWhatTenantsTookRatherThanHowManyJobsTheyRan() {
        for (int job = 0; job < 5; job++) {
            pool.request(Pool.spec("long-" + job).setTenant("long"));
            pool.request(Pool.spec("short-" + job).setTenant("short"));
        }

        assertThat(runOneAfterAnother(5, job -> job.startsWith("long") ? 2.5 : 1))
                .containsExactly("long-0", "short-0", "short-1", "short-2", "long-1");
    }

    @Test
    void putsPriorityBeforeShares() {
        pool.request(Pool.spec("first").setTenant("much").setPriority(9));
        pool.request(Pool.spec("second").setTenant("much").setPriority(9));
        pool.request(Pool.spec("third").setTenant("nothing"));

        assertThat(runOneAfterAnother(3, job -> 1)).containsExactly("first", "second", "third");
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
        runOneAfterAnother(1, job -> 1);
        assertThat(pool.state.job(new JobId("second")).orElseThrow().queued()).isFalse();
        pool.beat(2, "s", 1);
        pool.beat(6_000, Pool.report("s", 2).setPhase(RunnerPhase.DRAINING));

        assertThat(jobsGranted(pool.beat(6_000, "s", 2))).containsExactly("low");
    }

    @Test
    void givesTwiceAsMuchToTwiceTheWeight() {
        pool.tell(new Input.TenantPolicyGiven("heavy", new TenantTerms(2, null, null)));
        for (int job = 0; job < 5; job++) {
            pool.request(Pool.spec("light-" + job).setTenant("light"));
            pool.request(Pool.spec("heavy-" + job).setTenant("heavy"));
        }

        assertThat(runOneAfterAnother(6, job -> 1))
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
    void takesAPolicyThatCountsAlreadyForNothing() {
        TenantTerms terms = new TenantTerms(2, 3, 4);

        assertThat(names(pool.tell(new Input.TenantPolicyGiven("acme", terms)))).containsExactly("TenantPolicyChanged");
        assertThat(names(pool.tell(new Input.TenantPolicyGiven("acme", terms)))).isEmpty();
    }

    @Test
    void refusesARequestThatMakesThePoolTooLargeUntilJobsHaveSettled() {
        Pool small = new Pool(new PoolLimits(2, 10, 10));
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
        Pool small = new Pool(new PoolLimits(10, 2, 10));
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
    void refusesARunnerThatComesToAFullPool() {
        Pool small = new Pool(new PoolLimits(10, 10, 1));
        small.beat(0, "s", 0);

        assertThat(names(small.beat(1, Pool.report("other", 0).setRunnerId("q"))))
                .containsExactly("RunnerRefused");
        assertThat(names(small.beat(2, "next", 0))).containsExactly("RunnerJoined");
        small.beat(3, Pool.report("next", 0).setPhase(RunnerPhase.LEAVING));
        assertThat(names(small.beat(4, Pool.report("other", 0).setRunnerId("q"))))
                .containsExactly("RunnerJoined");
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

    /** What runner r is given, when it runs each job for so many seconds. */
    private List<String> runOneAfterAnother(int count, ToDoubleFunction<String> seconds) {
        List<String> ran = new ArrayList<>();
        double now = 0;
        pool.beat(now, "s", 0);
        for (int run = 0; run < count; run++) {
            Job job = pool.state.leasedBy(Pool.RUNNER).get(0);
            Lease lease = job.leaseOrThrow();
            String attempt = job.id().value() + "/" + lease.attempt();
            pool.beat(now, "s", lease.sequence(), attempt);
            now += seconds.applyAsDouble(job.id().value());
            pool.beat(now, "s", lease.sequence(), attempt);
            pool.result("s", job.id().value(), lease.attempt(), Outcome.SUCCEEDED);
            ran.add(job.id().value());
        }
        return ran;
    }

    private void granted() {
        pool.beat(0, "s", 0);
        assertThat(jobsGranted(pool.request("a"))).containsExactly("a");
    }

    private void accepted() {
        granted();
        pool.beat(1, "s", 1, "a/1");
    }

    private static List<String> names(List<Fact> facts) {
        return facts.stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }

    private static <T extends Fact> List<T> only(List<Fact> facts, Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static LeaseEndReason endOf(List<Fact> facts) {
        return only(facts, Fact.LeaseEnded.class).get(0).reason();
    }

    private static RefusalReason refusal(List<Fact> facts) {
        return only(facts, Fact.ResultRefused.class).get(0).reason();
    }

    private static List<Outcome> outcomes(List<Fact> facts) {
        return only(facts, Fact.JobSettled.class).stream()
                .map(Fact.JobSettled::outcome)
                .toList();
    }

    private static List<String> jobsGranted(List<Fact> facts) {
        return only(facts, Fact.LeaseGranted.class).stream()
                .map(granted -> granted.job().id().value())
                .toList();
    }
}
