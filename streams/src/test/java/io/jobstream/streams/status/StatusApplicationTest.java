// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.ApplicationDriver;
import io.jobstream.streams.testing.Beats;
import io.jobstream.streams.testing.Facts;
import io.jobstream.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusApplicationTest {
    private final Facts facts = new Facts("pool");

    @TempDir
    private Path state;

    private ApplicationDriver driver;

    @BeforeEach
    void start() {
        driver = new ApplicationDriver(new StatusApplication(), state);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void writesAllFourViews() {
        pipe(List.of(facts.joined("r1", 1, "linux")));
        pipe(facts.life(Facts.job("j").build(), Outcome.SUCCEEDED));
        driver.pipe(Topics.RUNNER_HEARTBEATS, Beats.tick(), facts.now().plusSeconds(1));

        List<JobStatus> jobs = driver.read(Topics.JOB_STATUS);
        assertThat(jobs.get(jobs.size() - 1).getState()).isEqualTo(JobState.SETTLED);
        assertThat(driver.read(Topics.JOB_ATTEMPTS)).hasSize(1);
        assertThat(driver.read(Topics.RUNNER_STATUS)).isNotEmpty();
        assertThat(driver.read(Topics.POOL_STATUS)).hasSize(1);
        assertThat(driver.storeSizes()).containsEntry("jobs", 0).containsEntry("runners", 1);
    }

    @Test
    void setsAsideWhatItCannotReadAndGoesOn() {
        driver.pipeBytes(Topics.JOB_EVENTS.name(), new byte[] {1, 2, 3}, facts.now());
        driver.pipeBytes(Topics.RUNNER_HEARTBEATS.name(), new byte[0], facts.now());
        pipe(facts.life(Facts.job("j").build(), Outcome.SUCCEEDED));

        assertThat(driver.readBytes(Topics.DEAD_LETTERS)).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.key()).isNull();
            assertThat(letter.headers().lastHeader("jobstream.application").value())
                    .asString()
                    .isEqualTo("status");
            assertThat(letter.headers().lastHeader("__streams.errors.topic")).isNotNull();
        });
        assertThat(driver.read(Topics.JOB_STATUS)).hasSize(4);
    }

    private void pipe(List<JobEvent> events) {
        events.forEach(event -> driver.pipe(Topics.JOB_EVENTS, event, event.getAt()));
    }
}
