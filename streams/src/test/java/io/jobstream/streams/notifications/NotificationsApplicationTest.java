// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.ApplicationDriver;
import io.jobstream.streams.testing.Facts;
import io.jobstream.streams.testing.Observations;
import io.jobstream.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationsApplicationTest {
    private final Facts facts = new Facts("pool");

    @TempDir
    private Path state;

    private ApplicationDriver driver;
    private int jobs;

    @BeforeEach
    void start() {
        driver = new ApplicationDriver(new NotificationsApplication(), state);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void saysNothingOfASuccess() {
        settle(Outcome.SUCCEEDED);

        assertThat(told()).isEmpty();
    }

    @Test
    void opensAnIncidentAtTheFirstFailureOnly() {
        settle(Outcome.FAILED);
        settle(Outcome.TIMED_OUT);

        List<Notification> told = told();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).getKind()).isEqualTo(NotificationKind.FAILED);
        assertThat(told.get(0).getJobId()).isEqualTo("j0");
        assertThat(told.get(0).getExitCode()).isEqualTo(2);
        assertThat(told.get(0).getCause()).isEqualTo(Cause.SCRIPT);
        assertThat(told.get(0).getCommit()).isEqualTo("c0ffee");
    }

    @Test
    void tellsOfJobsThatRunElsewhereOnceAndWithALink() {
        Observations first = new Observations("o1", "build", facts.now());
        Observations second = new Observations("o2", "build", facts.now().plusSeconds(600));
        for (JobObservation seen : List.of(
                first.running(),
                first.finished(Outcome.FAILED),
                first.queued(),
                first.finished(Outcome.FAILED),
                second.finished(Outcome.SUCCEEDED))) {
            driver.pipe(Topics.JOB_OBSERVATIONS, seen, facts.now());
        }

        List<Notification> told = told();
        assertThat(told)
                .extracting(Notification::getKind)
                .containsExactly(NotificationKind.FAILED, NotificationKind.RECOVERED);
        assertThat(told.get(0).getUrl()).startsWith("https://github.com/acme/shop/");
        assertThat(told.get(0).getPool()).isEqualTo("observed:github");
        assertThat(told.get(1).getRecoveryMillis()).isEqualTo(600_000);
    }

    @Test
    void closesItAtTheNextSuccessWithTheTimeItTook() {
        settle(Outcome.FAILED);
        settle(Outcome.FAILED);
        facts.later(Duration.ofMinutes(5));
        settle(Outcome.SUCCEEDED);
        settle(Outcome.SUCCEEDED);

        List<Notification> told = told();
        assertThat(told)
                .extracting(Notification::getKind)
                .containsExactly(NotificationKind.FAILED, NotificationKind.RECOVERED);
        Notification recovered = told.get(1);
        assertThat(recovered.getIncidentId()).isEqualTo(told.get(0).getIncidentId());
        assertThat(recovered.getNotificationId()).isNotEqualTo(told.get(0).getNotificationId());
        assertThat(recovered.getFailures()).isEqualTo(2);
        assertThat(recovered.getSince()).isEqualTo(told.get(0).getAt());
        assertThat(recovered.getRecoveryMillis()).isEqualTo(302_000); // A job takes a second.
    }

    @Test
    void takesACancellationOrARefusalForNeither() {
        settle(Outcome.FAILED);
        settle(Outcome.CANCELLED);
        pipe(facts.refused(spec().build()));
        settle(Outcome.FAILED);

        assertThat(told()).hasSize(1);
    }

    @Test
    void countsAnAbandonedJobAsFailed() {
        JobSpec spec = spec().build();
        pipe(facts.admitted(spec), facts.queued(spec.getJobId(), false));
        pipe(facts.settled(spec.getJobId(), Outcome.ABANDONED, Cause.RUNNER_LOST));

        assertThat(told()).extracting(Notification::getCause).containsExactly(Cause.RUNNER_LOST);
    }

    @Test
    void saysNothingOfAnAttemptThatIsTriedAgain() {
        JobSpec spec = spec().build();
        pipe(facts.admitted(spec), facts.queued(spec.getJobId(), false));
        pipe(facts.granted(spec.getJobId(), 1, "r1"), facts.accepted(spec.getJobId(), 1, "r1"));
        pipe(facts.failed(spec.getJobId(), 1, "r1"), facts.delayed(spec.getJobId(), Duration.ofSeconds(30)));
        pipe(facts.queued(spec.getJobId(), true), facts.granted(spec.getJobId(), 2, "r1"));
        pipe(facts.accepted(spec.getJobId(), 2, "r1"));

        facts.ending(spec.getJobId(), 2, "r1", Outcome.SUCCEEDED).forEach(this::pipe);

        assertThat(told()).isEmpty();
    }

    @Test
    void keepsBranchesApart() {
        settle(Outcome.FAILED);
        life(spec().setBranch("next").build(), Outcome.SUCCEEDED);
        life(spec().setBranch("next").build(), Outcome.FAILED);

        assertThat(told()).extracting(Notification::getBranch).containsExactly("main", "next");
    }

    @Test
    void givesTheSameIdsWhenComputedAgain() {
        settle(Outcome.FAILED);
        settle(Outcome.SUCCEEDED);
        List<Notification> told = told();
        driver.close();
        driver = new ApplicationDriver(new NotificationsApplication(), state.resolve("again"));
        Facts again = new Facts("pool");
        again.life(Facts.job("j0").build(), Outcome.FAILED).forEach(this::pipe);
        again.life(Facts.job("j1").build(), Outcome.SUCCEEDED).forEach(this::pipe);

        assertThat(told()).isEqualTo(told);
    }

    @Test
    void keepsNothingOfWhatIsWell() {
        settle(Outcome.FAILED);
        settle(Outcome.SUCCEEDED);

        assertThat(driver.storeSizes()).containsEntry("jobs", 0).containsEntry("incidents", 0);
    }

    private void settle(Outcome outcome) {
        life(spec().build(), outcome);
    }

    private JobSpec.Builder spec() {
        return Facts.job("j" + jobs++);
    }

    private void life(JobSpec spec, Outcome outcome) {
        facts.life(spec, outcome).forEach(this::pipe);
    }

    private void pipe(JobEvent... events) {
        for (JobEvent event : events) {
            driver.pipe(Topics.JOB_EVENTS, event, event.getAt());
        }
    }

    private List<Notification> told() {
        return driver.read(Topics.NOTIFICATIONS);
    }
}
