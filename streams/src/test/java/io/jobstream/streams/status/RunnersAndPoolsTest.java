// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static io.jobstream.streams.status.FoldFixture.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.RunnerState;
import io.jobstream.streams.testing.Facts;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnersAndPoolsTest {
    private final FoldFixture fixture = new FoldFixture();
    private final Facts facts = fixture.facts;

    @Test
    void statesARunnerAtMostOnceASecond() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        fixture.beat("r1");
        fixture.beat("r1");
        assertThat(fixture.take(Topics.RUNNER_STATUS)).hasSize(1);

        fixture.tickAfter(Duration.ofMillis(500));
        assertThat(fixture.take(Topics.RUNNER_STATUS)).isEmpty();
        fixture.tickAfter(Duration.ofMillis(500));
        assertThat(fixture.take(Topics.RUNNER_STATUS)).hasSize(1).allSatisfy(runner -> {
            assertThat(runner.getState()).isEqualTo(RunnerState.READY);
            assertThat(runner.getHost()).isEqualTo("host-1");
        });
    }

    @Test
    void tellsDeafFromLost() {
        fixture.happen(facts.joined("r1", 1, "linux"), facts.joined("r2", 1, "linux"));
        fixture.happen(facts.runner(JobEventType.RUNNER_DEAF, "r1"), facts.runner(JobEventType.RUNNER_LOST, "r2"));
        fixture.tickAfter(Duration.ofSeconds(1));

        PoolStatus pool = last(fixture.take(Topics.POOL_STATUS));
        assertThat(pool.getRunnersDeaf()).isEqualTo(1);
        assertThat(pool.getRunnersLost()).isEqualTo(1);
        assertThat(pool.getSlots()).isZero();
    }

    @Test
    void showsARunnerAsDrainingFromTheDrainOnAlsoWhileItDoesNotKnowYet() {
        fixture.happen(facts.joined("r1", 2, "linux"));
        fixture.beat("r1");
        fixture.happen(facts.runner(JobEventType.RUNNER_DRAINED, "r1"));
        fixture.beat("r1");
        fixture.restart();
        fixture.beat("r1");
        fixture.tickAfter(Duration.ofSeconds(1));

        assertThat(last(fixture.take(Topics.RUNNER_STATUS)).getState()).isEqualTo(RunnerState.DRAINING);
        PoolStatus pool = last(fixture.take(Topics.POOL_STATUS));
        assertThat(pool.getRunnersDraining()).isEqualTo(1);
        assertThat(pool.getSlots()).isZero();
    }

    @Test
    void showsARunnerThatReturnsAsDrainingWhenTheLogSaysSoAgain() {
        fixture.happen(facts.joined("r1", 1, "linux"), facts.runner(JobEventType.RUNNER_DRAINED, "r1"));
        fixture.happen(facts.runner(JobEventType.RUNNER_LOST, "r1"));
        fixture.happen(
                facts.runner(JobEventType.RUNNER_RETURNED, "r1"), facts.runner(JobEventType.RUNNER_DRAINED, "r1"));
        fixture.tickAfter(Duration.ofSeconds(1));

        assertThat(last(fixture.take(Topics.RUNNER_STATUS)).getState()).isEqualTo(RunnerState.DRAINING);
    }

    @Test
    void forgetsARunnerADayAfterItIsGone() {
        fixture.happen(facts.joined("r1", 1, "linux"), facts.runner(JobEventType.RUNNER_LOST, "r1"));
        fixture.restart();

        fixture.tickAfter(Duration.ofHours(23));
        assertThat(fixture.forgotten(Topics.RUNNER_STATUS)).isEmpty();
        fixture.tickAfter(Duration.ofHours(1));

        assertThat(fixture.forgotten(Topics.RUNNER_STATUS)).containsExactly("r1");
        assertThat(fixture.views.runners).isEmpty();
        assertThat(last(fixture.take(Topics.POOL_STATUS)).getRunnersLost()).isZero();
    }

    @Test
    void countsSlotsFromGrantToEnd() {
        fixture.happen(facts.joined("r1", 2, "linux"));
        fixture.happen(facts.admitted(Facts.job("j").build()), facts.queued("j", false), facts.granted("j", 1, "r1"));
        fixture.tickAfter(Duration.ofSeconds(1));
        PoolStatus granted = last(fixture.take(Topics.POOL_STATUS));
        fixture.restart();
        fixture.happen(facts.leaseEnded("j", 1, "r1", LeaseEndReason.NOT_ACCEPTED), facts.queued("j", true));
        fixture.tickAfter(Duration.ofSeconds(1));
        PoolStatus ended = last(fixture.take(Topics.POOL_STATUS));

        assertThat(List.of(granted.getLeased(), granted.getQueued())).containsExactly(1L, 0L);
        assertThat(granted.getSlotsFree()).isEqualTo(1);
        assertThat(List.of(ended.getLeased(), ended.getQueued())).containsExactly(0L, 1L);
        assertThat(ended.getSlotsFree()).isEqualTo(2);
    }

    @Test
    void namesTheNearestLabelsWhenNoRunnerMatches() {
        fixture.happen(facts.joined("r1", 1, "arm", "linux"), facts.joined("r2", 1, "gpu", "linux"));
        fixture.happen(
                facts.admitted(
                        Facts.job("j").setLabels(List.of("gpuu", "linux")).build()),
                facts.queued("j", false));
        fixture.tickAfter(Duration.ofSeconds(1));

        QueueStatus queue = queue();
        assertThat(queue.getRequirementSet()).isEqualTo("gpuu,linux");
        assertThat(queue.getReason()).isEqualTo(QueueReason.NO_MATCHING_RUNNER);
        assertThat(queue.getNearestLabels()).contains("linux");
        assertThat(queue.getMissingLabels()).containsExactly("gpuu");
        assertThat(queue.getOldestQueuedAt()).isEqualTo(Facts.NOON);
    }

    @Test
    void tellsWhatIsLeftOfResourcesAndWhatIsMissing() {
        fixture.happen(facts.joined("r1", 4, Map.of("gpu", 3)));
        for (int devices = 2; devices <= 4; devices++) {
            String job = "j" + devices;
            fixture.happen(
                    facts.admitted(Facts.job(job)
                            .setLabels(List.of("linux"))
                            .setResources(Map.of("gpu", devices))
                            .build()),
                    facts.queued(job, false));
        }
        fixture.happen(facts.granted("j2", 1, "r1"));
        fixture.tickAfter(Duration.ofSeconds(1));

        PoolStatus pool = last(fixture.take(Topics.POOL_STATUS));
        assertThat(pool.getQueues())
                .extracting(QueueStatus::getRequirementSet, QueueStatus::getReason, QueueStatus::getMissingLabels)
                .containsExactlyInAnyOrder(
                        tuple("linux,3*gpu", QueueReason.RUNNERS_BUSY, List.of()),
                        tuple("linux,4*gpu", QueueReason.NO_MATCHING_RUNNER, List.of("4*gpu")));
        assertThat(pool.getSlotsFree()).isEqualTo(3);
    }

    @Test
    void tellsBusyFromUnavailable() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        fixture.happen(facts.admitted(Facts.job("a").build()), facts.queued("a", false), facts.granted("a", 1, "r1"));
        fixture.happen(facts.admitted(Facts.job("b").build()), facts.queued("b", false));
        fixture.tickAfter(Duration.ofSeconds(1));
        assertThat(queue().getReason()).isEqualTo(QueueReason.RUNNERS_BUSY);

        fixture.happen(facts.runner(JobEventType.RUNNER_LOST, "r1"));
        fixture.tickAfter(Duration.ofSeconds(1));
        assertThat(queue().getReason()).isEqualTo(QueueReason.RUNNERS_UNAVAILABLE);
    }

    @Test
    void statesAPoolOnlyWhenSomethingChanged() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        fixture.tickAfter(Duration.ofSeconds(1));
        fixture.take(Topics.POOL_STATUS);

        fixture.beat("r1");
        fixture.tickAfter(Duration.ofSeconds(5));

        assertThat(fixture.take(Topics.POOL_STATUS)).isEmpty();
    }

    @Test
    void tellsWhatJobsWantFromWhatWaitsWhatComesAndHowLongItTook() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        fixture.happen(facts.admitted(Facts.job("a").build()), facts.queued("a", false), facts.granted("a", 1, "r1"));
        fixture.happen(facts.accepted("a", 1, "r1"));
        fixture.happen(facts.admitted(Facts.job("b").build()), facts.queued("b", false));
        fixture.happen(facts.admitted(Facts.job("c").build()), facts.queued("c", false));
        fixture.tickAfter(Duration.ofSeconds(30));
        RunnerDemand unknown = demand();
        assertThat(List.of(unknown.getSlotsTaken(), unknown.getSlotsWanted())).containsExactly(1, 3);
        assertThat(unknown.getQueued()).isEqualTo(2);

        fixture.happen(
                facts.result("a", 1, "r1", Outcome.SUCCEEDED),
                facts.leaseEnded("a", 1, "r1", LeaseEndReason.RESULT),
                facts.settled("a", Outcome.SUCCEEDED, null));
        fixture.tickAfter(Duration.ofSeconds(1));

        RunnerDemand known = demand();
        assertThat(known.getExpectedMillis()).isEqualTo(30_000);
        assertThat(known.getArrivalsPerSecond()).isCloseTo(3 / 300.0, within(0.001));
        assertThat(known.getSlotsWanted()).isEqualTo(1);
    }

    @Test
    void countsAJobThatIsTriedAgainAsOneThatCameOnce() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        fixture.happen(facts.admitted(Facts.job("a").build()), facts.queued("a", false), facts.granted("a", 1, "r1"));
        fixture.happen(facts.leaseEnded("a", 1, "r1", LeaseEndReason.NOT_ACCEPTED), facts.queued("a", true));
        fixture.tickAfter(Duration.ofSeconds(1));

        RunnerDemand demand = demand();
        assertThat(demand.getArrivalsPerSecond()).isCloseTo(1 / 300.0, within(0.001));
        assertThat(demand.getExpectedMillis()).isNull();
        assertThat(demand.getSlotsWanted()).isEqualTo(1);
    }

    private RunnerDemand demand() {
        return last(fixture.take(Topics.POOL_STATUS)).getDemand().get(0);
    }

    private QueueStatus queue() {
        return last(fixture.take(Topics.POOL_STATUS)).getQueues().get(0);
    }
}
