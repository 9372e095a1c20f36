// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static io.jobstream.streams.scheduling.decision.Facts.jobsGranted;
import static io.jobstream.streams.scheduling.decision.Facts.names;
import static io.jobstream.streams.scheduling.decision.Facts.only;
import static io.jobstream.streams.scheduling.decision.Facts.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of a job after an attempt that failed or was lost. */
class RetryTest {
    private final Pool pool = new Pool();

    @Test
    void triesAgainAfterAnExitStatusOfThePolicyAndAfterNoOther() {
        pool.request(job("a").setRetry(policy(0, 0, 75)));
        start("a", 1);

        List<Fact> facts = pool.failure("s", "a", 1, 75);

        assertThat(names(facts)).containsExactly("LeaseEnded", "JobQueued", "LeaseGranted");
        Fact.LeaseEnded ended = only(facts, Fact.LeaseEnded.class).get(0);
        assertThat(ended.reason()).isEqualTo(LeaseEndReason.FAILED);
        assertThat(ended.result()).isNotNull();
        start("a", 2);
        assertThat(outcomes(pool.failure("s", "a", 2, 1))).containsExactly(Outcome.FAILED);
    }

    @Test
    void settlesAFailureOfAJobWithoutAPolicy() {
        pool.request("a");
        start("a", 1);

        assertThat(outcomes(pool.failure("s", "a", 1, 75))).containsExactly(Outcome.FAILED);
    }

    /** Only the scheduler can say so: whoever sends a result is not lost. */
    @Test
    void takesNoResultForTheLossOfARunner() {
        pool.request("a");
        start("a", 1);

        assertThat(outcomes(pool.failure("s", "a", 1, Cause.RUNNER_LOST, 1))).containsExactly(Outcome.FAILED);
    }

    @Test
    void settlesTheLastAttemptThatItsLimitAllows() {
        pool.request(job("a").setRetry(policy(0, 0, 75)).setMaxAttempts(2));
        start("a", 1);
        pool.failure("s", "a", 1, 75);
        start("a", 2);

        List<Fact> facts = pool.failure("s", "a", 2, 75);

        assertThat(names(facts)).containsExactly("ResultAccepted", "LeaseEnded", "JobSettled");
    }

    @Test
    void waitsForItsDelayWhichDoublesUpToItsLimit() {
        pool.request(job("a").setRetry(policy(10_000, 15_000, 75)).setMaxAttempts(9));
        start("a", 1);

        List<Fact> first = pool.failure("s", "a", 1, 75);
        assertThat(names(first)).containsExactly("LeaseEnded", "JobDelayed");
        assertThat(only(first, Fact.JobDelayed.class).get(0).until()).isEqualTo(Pool.at(10));
        assertThat(pool.ticks(0, 9)).isEmpty();
        assertThat(names(pool.tick(10))).containsExactly("JobQueued", "LeaseGranted");

        pool.beat(10, "s", 2, "a/2");
        List<Fact> second = pool.failure("s", "a", 2, 75);
        assertThat(only(second, Fact.JobDelayed.class).get(0).until()).isEqualTo(Pool.at(25));
    }

    @Test
    void cancelsAJobThatIsDelayed() {
        pool.request(job("a").setRetry(policy(10_000, 10_000, 75)));
        start("a", 1);
        pool.failure("s", "a", 1, 75);

        assertThat(outcomes(pool.cancel("a"))).containsExactly(Outcome.CANCELLED);
        assertThat(pool.ticks(0, 11)).isEmpty();
    }

    @Test
    void abandonsALostJobThatMustNotRunTwice() {
        pool.request(job("deploy").setRetry(policy(0, 0)));
        start("deploy", 1);

        List<Fact> facts = pool.beat(1, Pool.report("t", 0).setEndedSession("s"));

        assertThat(outcomes(facts)).containsExactly(Outcome.ABANDONED);
        assertThat(only(facts, Fact.JobSettled.class).get(0).message())
                .isEqualTo("lost an attempt, and is not tried again for that");
    }

    @Test
    void waitsForItsDelayAfterALossAsWell() {
        RetryPolicy lost = new RetryPolicy(List.of(Cause.RUNNER_LOST), List.of(), 5_000L, 5_000L);
        pool.request(job("a").setRetry(lost));
        start("a", 1);

        pool.beat(1, Pool.report("t", 0).setEndedSession("s"));

        assertThat(pool.ticks(1, 5)).isEmpty();
        assertThat(jobsGranted(pool.tick(6))).containsExactly("a");
    }

    @Test
    void timesOutAJobOfWhichNoAttemptBeganInTime() {
        pool.request(job("a").setStartWithinMillis(10_000L), job("b").setNeeds(List.of("a")));

        assertThat(pool.ticks(0, 12)).isEmpty();
        List<Fact> facts = pool.tick(13);

        assertThat(outcomes(facts)).containsExactly(Outcome.TIMED_OUT, Outcome.CANCELLED);
        assertThat(only(facts, Fact.JobSettled.class).get(0).cause()).isEqualTo(Cause.TIMEOUT);
    }

    @Test
    void leavesAnAttemptThatBeganInTimeAlone() {
        pool.request(job("a").setStartWithinMillis(10_000L));
        start("a", 1);
        for (int second = 1; second <= 30; second++) {
            pool.beat(second, "s", 1, "a/1");
            assertThat(pool.tick(second)).isEmpty();
        }

        assertThat(outcomes(pool.result("s", "a", 1, Outcome.SUCCEEDED))).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void timesOutAJobWhoseGrantNobodyTookInTime() {
        pool.request(job("a").setStartWithinMillis(8_000L));
        pool.beat(2, "s", 0);

        assertThat(outcomes(pool.ticks(2, 11))).isEmpty();
        assertThat(names(pool.tick(12))).containsExactly("LeaseEnded", "JobSettled", "RunnerDeaf");
    }

    @Test
    void doesNotTryAgainWhenAnAttemptCouldNotBeginInTime() {
        pool.request(job("a").setRetry(policy(10_000, 10_000, 75)).setStartWithinMillis(9_999L));
        start("a", 1);

        assertThat(outcomes(pool.failure("s", "a", 1, 75))).containsExactly(Outcome.FAILED);
    }

    @Test
    void timesOutNoMoreThanAThousandJobsAtATick() {
        for (int request = 0; request < 6; request++) {
            pool.request(IntStream.range(0, 250)
                    .mapToObj(number -> job("job-" + pool.state.nextPosition() + "-" + number)
                            .setStartWithinMillis(10_000L))
                    .toArray(JobSpec.Builder[]::new));
        }
        pool.ticks(0, 12);

        assertThat(outcomes(pool.tick(13))).hasSize(1_000);
        assertThat(outcomes(pool.tick(13.5))).hasSize(500);
        assertThat(pool.tick(14)).isEmpty();
    }

    @Test
    void countsWhatNeedsAJobThatIsTimedOut() {
        for (int request = 0; request < 6; request++) {
            String root = "root-" + request;
            List<JobSpec.Builder> jobs = new ArrayList<>(List.of(job(root).setStartWithinMillis(10_000L)));
            IntStream.range(0, 249).forEach(number -> jobs.add(Pool.spec(root + "-" + number, root)));
            pool.request(jobs.toArray(JobSpec.Builder[]::new));
        }
        pool.ticks(0, 12);

        assertThat(outcomes(pool.tick(13))).hasSize(1_000);
        assertThat(outcomes(pool.tick(13.5))).hasSize(500);
    }

    /** The scheduler, or its clock, stood still: that is nobody's fault. */
    @Test
    void timesNothingOutInTheGraceAfterAGap() {
        pool.request(job("a").setStartWithinMillis(10_000L));
        pool.tick(100);

        assertThat(outcomes(pool.ticks(100, 114))).isEmpty();
        assertThat(outcomes(pool.tick(115))).containsExactly(Outcome.TIMED_OUT);
    }

    private static JobSpec.Builder job(String id) {
        return Pool.spec(id);
    }

    private static RetryPolicy policy(long backoffMillis, long backoffMaxMillis, Integer... exitCodes) {
        return new RetryPolicy(List.of(), List.of(exitCodes), backoffMillis, backoffMaxMillis);
    }

    /** Runner r takes it, and says so. */
    private void start(String job, int attempt) {
        pool.beat(0, "s", attempt - 1L);
        pool.beat(0, "s", attempt, job + "/" + attempt);
    }
}
