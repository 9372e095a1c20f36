// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.ApplicationDriver;
import io.jobstream.streams.testing.Observations;
import io.jobstream.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationsApplicationTest {
    private static final Duration WEEK = ObservedJobs.REMEMBERED;
    private final Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    private final Observations job = new Observations("j1", "build", noon);

    @TempDir
    private Path state;

    private ApplicationDriver driver;

    @BeforeEach
    void start() {
        driver = new ApplicationDriver(new ObservationsApplication(), state);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void statesEachStepAndOneAttempt() {
        say(noon, job.queued(), job.running(), job.running(), job.finished(Outcome.SUCCEEDED));
        say(noon, job.queued(), job.finished(Outcome.SUCCEEDED));

        assertThat(driver.read(Topics.JOB_STATUS))
                .extracting(JobStatus::getState)
                .containsExactly(JobState.QUEUED, JobState.RUNNING, JobState.SETTLED);
        AttemptRecord attempt = driver.read(Topics.JOB_ATTEMPTS).get(0);
        assertThat(attempt.getSettles()).isTrue();
        assertThat(attempt.getObserved().getUrl()).startsWith("https://github.com/acme/shop");
        assertThat(attempt.getQueuedAt()).isEqualTo(job.queuedAt());
    }

    @Test
    void statesAgainWhatComesLateButNotTheAttempt() {
        JobObservation terse = JobObservation.newBuilder(job.finished(Outcome.FAILED))
                .setQueuedAt(null)
                .build();
        say(noon, terse, job.queued());

        List<JobStatus> stated = driver.read(Topics.JOB_STATUS);
        assertThat(stated).extracting(JobStatus::getState).containsExactly(JobState.SETTLED, JobState.SETTLED);
        assertThat(stated.get(1).getQueuedAt()).isEqualTo(job.queuedAt());
        assertThat(driver.read(Topics.JOB_ATTEMPTS)).hasSize(1);
    }

    @Test
    void statesNoAttemptOfAJobThatNobodyBegan() {
        say(noon, job.queued(), job.skipped());

        assertThat(driver.read(Topics.JOB_STATUS))
                .extracting(JobStatus::getOutcome)
                .containsExactly(null, Outcome.CANCELLED);
        assertThat(driver.read(Topics.JOB_ATTEMPTS)).isEmpty();
    }

    @Test
    void takesBackAJobOfWhichNothingIsHeardForAWeek() {
        Observations ended = new Observations("j2", "test", noon);
        say(noon, job.running(), ended.finished(Outcome.SUCCEEDED));
        say(noon.plus(WEEK).minusMillis(1), new Observations("j3", "build", noon).queued());
        assertThat(driver.readBytes(Topics.JOB_STATUS.name())).noneMatch(record -> record.value() == null);

        say(noon.plus(WEEK), new Observations("j4", "build", noon).queued());

        assertThat(driver.readBytes(Topics.JOB_STATUS.name()))
                .filteredOn(record -> record.value() == null)
                .extracting(TestRecord::key)
                .as("the one that ended stays as long as the topic keeps it")
                .containsExactly("j1");
        assertThat(driver.storeSizes())
                .allSatisfy((store, size) -> assertThat(size).isEqualTo(2));
    }

    @Test
    void setsAsideWhatItCannotRead() {
        driver.pipeBytes(Topics.JOB_OBSERVATIONS.name(), new byte[] {1, 2, 3}, noon);
        say(noon, job.queued());

        assertThat(driver.readBytes(Topics.DEAD_LETTERS)).hasSize(1);
        assertThat(driver.read(Topics.JOB_STATUS)).hasSize(1);
    }

    private void say(Instant stamp, JobObservation... observations) {
        for (JobObservation each : observations) {
            driver.pipe(Topics.JOB_OBSERVATIONS, each, stamp);
        }
    }
}
