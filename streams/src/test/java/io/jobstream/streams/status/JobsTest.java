// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static io.jobstream.streams.status.FoldFixture.last;
import static io.jobstream.streams.status.FoldFixture.states;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.streams.testing.Beats;
import io.jobstream.streams.testing.Facts;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final FoldFixture fixture = new FoldFixture();
    private final Facts facts = fixture.facts;

    @Test
    void statesEachStepOfALifeAtOnce() {
        fixture.happen(facts.life(Facts.job("j").build(), Outcome.SUCCEEDED));

        List<JobStatus> stated = fixture.take(Topics.JOB_STATUS);
        assertThat(states(stated)).containsExactly("QUEUED", "ASSIGNED", "RUNNING", "SETTLED");
        assertThat(last(stated).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(last(stated).getSettledAt()).isEqualTo(facts.now());
        assertThat(last(stated).getRequirementSet()).isEqualTo("linux");
        assertThat(stated).extracting(JobStatus::getRevision).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void statesEachFinishedAttemptOnce() {
        fixture.happen(facts.life(Facts.job("j").build(), Outcome.FAILED));

        AttemptRecord attempt = fixture.take(Topics.JOB_ATTEMPTS).get(0);
        assertThat(attempt.getSettles()).isTrue();
        assertThat(attempt.getQueuedAt()).isEqualTo(Facts.NOON);
        assertThat(attempt.getAttempt().getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.getAttempt().getExitCode()).isEqualTo(2);
        assertThat(attempt.getAttempt().getEndReason()).isEqualTo(LeaseEndReason.RESULT);
        assertThat(attempt.getAttempt().getUse().getCpuMillis()).isEqualTo(250);
    }

    @Test
    void tellsTheStoryOfALostAttempt() {
        fixture.happen(
                facts.admitted(Facts.job("j").build()),
                facts.queued("j", false),
                facts.granted("j", 1, "r1"),
                facts.accepted("j", 1, "r1"));
        facts.later(Duration.ofSeconds(15));
        fixture.happen(facts.leaseEnded("j", 1, "r1", LeaseEndReason.EXPIRED), facts.queued("j", true));
        fixture.happen(facts.granted("j", 2, "r2"), facts.accepted("j", 2, "r2"));
        fixture.happen(facts.ending("j", 2, "r2", Outcome.SUCCEEDED));

        JobStatus job = last(fixture.take(Topics.JOB_STATUS));
        assertThat(job.getAttempts())
                .extracting(attempt -> attempt.getRunnerId() + " " + attempt.getEndReason())
                .containsExactly("r1 EXPIRED", "r2 RESULT");
        assertThat(fixture.take(Topics.JOB_ATTEMPTS))
                .extracting(AttemptRecord::getSettles)
                .containsExactly(false, true);
    }

    @Test
    void tellsTheStoryOfAnAttemptThatFailedAndIsTriedAgain() {
        run("j");
        facts.later(Duration.ofSeconds(1));
        fixture.happen(facts.failed("j", 1, "r1"), facts.delayed("j", Duration.ofSeconds(30)));

        List<JobStatus> stated = fixture.take(Topics.JOB_STATUS);
        assertThat(states(stated)).containsExactly("WAITING");
        assertThat(stated.get(0).getDelayedUntil()).isEqualTo(facts.now().plusSeconds(30));
        assertThat(stated.get(0).getOutcome()).isNull();
        AttemptRecord failed = fixture.take(Topics.JOB_ATTEMPTS).get(0);
        assertThat(failed.getSettles()).isFalse();
        assertThat(failed.getAttempt()).isEqualTo(stated.get(0).getAttempts().get(0));
        assertThat(failed.getAttempt().getEndReason()).isEqualTo(LeaseEndReason.FAILED);
        assertThat(failed.getAttempt().getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.getAttempt().getCause()).isEqualTo(Cause.SCRIPT);
        assertThat(failed.getAttempt().getExitCode()).isEqualTo(2);
        assertThat(failed.getAttempt().getStartedAt()).isEqualTo(facts.now().minusMillis(900));
        assertThat(failed.getAttempt().getEndedAt()).isEqualTo(facts.now());
        assertThat(failed.getAttempt().getUse().getCpuMillis()).isEqualTo(250);
    }

    @Test
    void isDelayedNoMoreWhenItIsQueuedOrSettled() {
        for (String jobId : List.of("queued", "settled")) {
            run(jobId);
            fixture.happen(facts.failed(jobId, 1, "r1"), facts.delayed(jobId, Duration.ofSeconds(30)));
        }
        fixture.take(Topics.JOB_STATUS);

        facts.later(Duration.ofSeconds(30));
        fixture.happen(facts.queued("queued", true), facts.settled("settled", Outcome.TIMED_OUT, Cause.TIMEOUT));

        List<JobStatus> stated = fixture.take(Topics.JOB_STATUS);
        assertThat(states(stated)).containsExactly("QUEUED", "SETTLED");
        assertThat(stated).extracting(JobStatus::getDelayedUntil).containsOnlyNulls();
        assertThat(stated.get(0).getQueuedAt()).isEqualTo(facts.now());
    }

    @Test
    void waitsNoLongerForANeedThatMayEndHowever() {
        fixture.happen(
                facts.admitted(Facts.job("a").build()),
                facts.admitted(Facts.job("b").build()),
                facts.admitted(Facts.job("clean")
                        .setNeeds(List.of("a", "b"))
                        .setNeedsCondition(NeedsCondition.ALWAYS)
                        .build()),
                facts.admitted(Facts.job("test").setNeeds(List.of("a", "b")).build()));
        fixture.take(Topics.JOB_STATUS);

        fixture.happen(facts.settled("a", Outcome.CANCELLED, Cause.USER));

        List<JobStatus> stated = fixture.take(Topics.JOB_STATUS);
        assertThat(stated).extracting(job -> job.getSpec().getJobId()).containsExactly("a", "clean");
        assertThat(last(stated).getWaitingForNeeds()).containsExactly("b");
    }

    @Test
    void listsTheNeedsThatHaveNotSucceededYet() {
        fixture.happen(
                facts.admitted(Facts.job("a").build()),
                facts.queued("a", false),
                facts.admitted(Facts.job("b").build()),
                facts.queued("b", false),
                facts.admitted(Facts.job("c").setNeeds(List.of("a", "b")).build()));
        assertThat(last(fixture.take(Topics.JOB_STATUS)).getWaitingForNeeds()).containsExactly("a", "b");
        fixture.restart();

        fixture.happen(facts.granted("a", 1, "r1"), facts.accepted("a", 1, "r1"));
        fixture.happen(facts.ending("a", 1, "r1", Outcome.SUCCEEDED));

        JobStatus waiting = last(fixture.take(Topics.JOB_STATUS));
        assertThat(waiting.getSpec().getJobId()).isEqualTo("c");
        assertThat(waiting.getWaitingForNeeds()).containsExactly("b");
    }

    @Test
    void showsARefusedJobThatWasNeverAdmitted() {
        fixture.happen(facts.refused(Facts.job("j").build()));

        JobStatus job = last(fixture.take(Topics.JOB_STATUS));
        assertThat(states(List.of(job))).containsExactly("SETTLED");
        assertThat(job.getOutcome()).isEqualTo(Outcome.REFUSED);
        assertThat(job.getCause()).isEqualTo(Cause.POLICY);
    }

    @Test
    void forgetsASettledJobAndIgnoresLateFacts() {
        fixture.happen(facts.life(Facts.job("j").build(), Outcome.SUCCEEDED));
        fixture.take(Topics.JOB_STATUS);

        fixture.happen(facts.fact(JobEventType.RESULT_REFUSED, "j"));
        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, 5));

        assertThat(fixture.take(Topics.JOB_STATUS)).isEmpty();
        assertThat(fixture.views.jobs).isEmpty();
    }

    @Test
    void changesNothingWhenAFactIsReadAgain() {
        JobEvent granted = facts.granted("j", 1, "r1");
        fixture.happen(facts.admitted(Facts.job("j").build()), facts.queued("j", false), granted);
        fixture.take(Topics.JOB_STATUS);

        fixture.repeat(granted);

        assertThat(fixture.take(Topics.JOB_STATUS)).isEmpty();
        assertThat(fixture.views.jobs.values())
                .allSatisfy(job -> assertThat(job.getAttempts()).hasSize(1));
    }

    @Test
    void showsAPhaseAtOnceAndUseOnceASecond() {
        run("j");
        facts.later(Duration.ofSeconds(5));

        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, 1));
        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, 2));
        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, 3));
        assertThat(fixture.take(Topics.JOB_STATUS)).hasSize(1);
        fixture.tickAfter(Duration.ofSeconds(1));

        List<JobStatus> stated = fixture.take(Topics.JOB_STATUS);
        assertThat(stated).hasSize(1);
        assertThat(stated.get(0).getAttempts().get(0).getPhase()).isEqualTo(AttemptPhase.RUNNING);
        assertThat(stated.get(0).getAttempts().get(0).getUse()).isEqualTo(new ResourceUse(3L, 0L, 0L));
    }

    @Test
    void takesThePhaseOfAHeartbeatThatWasReadBeforeTheAcceptance() {
        fixture.happen(
                facts.joined("r1", 1, "linux"),
                facts.admitted(Facts.job("j").build()),
                facts.queued("j", false),
                facts.granted("j", 1, "r1"));
        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.PREPARING, 0));

        fixture.happen(facts.accepted("j", 1, "r1"));

        assertThat(last(fixture.take(Topics.JOB_STATUS)).getAttempts().get(0).getPhase())
                .isEqualTo(AttemptPhase.PREPARING);
    }

    @Test
    void doesNotBringAnEndedAttemptBack() {
        run("j");
        fixture.happen(facts.attemptEnded("j", 1, "r1"));
        fixture.take(Topics.JOB_STATUS);

        facts.later(Duration.ofSeconds(5));
        fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, 1));

        assertThat(fixture.take(Topics.JOB_STATUS)).isEmpty();
    }

    @Test
    void restatesALiveJobEveryWeek() {
        fixture.happen(facts.admitted(Facts.job("j").build()), facts.queued("j", false));
        fixture.take(Topics.JOB_STATUS);
        fixture.restart();

        fixture.tickAfter(Duration.ofDays(6));
        assertThat(fixture.take(Topics.JOB_STATUS)).isEmpty();
        fixture.tickAfter(Duration.ofDays(1));
        assertThat(fixture.take(Topics.JOB_STATUS)).hasSize(1);
        fixture.tickAfter(Duration.ofDays(6));
        assertThat(fixture.take(Topics.JOB_STATUS)).isEmpty();
    }

    @Test
    void givesLargerRevisionsWhenComputedAgain() {
        run("j");
        for (int second = 0; second < 20; second++) {
            facts.later(Duration.ofSeconds(1));
            fixture.beat("r1", Beats.held("j", 1, AttemptPhase.RUNNING, second));
        }
        long revision = fixture.take(Topics.JOB_STATUS).stream()
                .map(JobStatus::getRevision)
                .max(Comparator.naturalOrder())
                .orElseThrow();

        FoldFixture again = new FoldFixture();
        again.happen(again.facts.life(Facts.job("j").build(), Outcome.SUCCEEDED));

        assertThat(last(again.take(Topics.JOB_STATUS)).getRevision()).isGreaterThan(revision);
    }

    private void run(String jobId) {
        fixture.happen(
                facts.joined("r1", 1, "linux"),
                facts.admitted(Facts.job(jobId).build()),
                facts.queued(jobId, false),
                facts.granted(jobId, 1, "r1"),
                facts.accepted(jobId, 1, "r1"));
        fixture.take(Topics.JOB_STATUS);
    }
}
