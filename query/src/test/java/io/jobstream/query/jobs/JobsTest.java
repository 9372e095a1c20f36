// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.query.Records;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Jobs jobs = new Jobs(new Jobs.Retention(3, Duration.ofDays(1)));

    @Test
    void keepsTheLargestRevision() {
        jobs.stated(Records.running("a", "pool", 5).build(), NOW);
        jobs.stated(Records.status("a", "pool", JobState.QUEUED, 4).build(), NOW);

        assertThat(jobs.find("a").orElseThrow().getState()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void saysOnceThatAJobSettled() {
        assertThat(jobs.stated(Records.settled("a", "pool", 1).build(), NOW)).isTrue();
        assertThat(jobs.stated(Records.settled("a", "pool", 2).build(), NOW)).isFalse();
    }

    @Test
    void pagesThroughAllJobsOnceThoughNewOnesArrive() {
        for (int i = 0; i < 10; i++) {
            running("job-" + i, i);
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        int arrived = 10;

        do {
            JobPage page = jobs.list(JobFilter.ALL, 3, cursor);
            page.items().forEach(job -> seen.add(job.getSpec().getJobId()));
            cursor = page.next();
            running("job-" + arrived, arrived++);
        } while (cursor != null);

        assertThat(seen)
                .containsExactly(
                        "job-9", "job-8", "job-7", "job-6", "job-5", "job-4", "job-3", "job-2", "job-1", "job-0");
    }

    @Test
    void forgetsTheOldestSettledJobsAndNoOthers() {
        running("alive", 0);
        for (int i = 1; i <= 10; i++) {
            settled("job-" + i, i);
        }

        assertThat(jobs.list(JobFilter.ALL, 10, null).items())
                .extracting(job -> job.getSpec().getJobId())
                .containsExactly("job-10", "job-9", "job-8", "alive");
    }

    @Test
    void doesNotTakeTheRequestOfAForgottenJobForANewOne() {
        for (int i = 1; i <= 5; i++) {
            settled("job-" + i, i);
        }

        JobRequest late = JobRequest.newBuilder(Records.request("job-1", "pool"))
                .setAcceptedAt(NOW.plusSeconds(1))
                .build();
        jobs.requested(late, NOW.plusSeconds(6));

        assertThat(jobs.find("job-1")).isEmpty();
    }

    private void settled(String id, int second) {
        Instant at = NOW.plusSeconds(second);
        jobs.stated(
                Records.settled(id, "pool", 1)
                        .setAcceptedAt(at)
                        .setSettledAt(at)
                        .build(),
                at);
    }

    private void running(String id, int second) {
        jobs.stated(
                Records.running(id, "pool", 1)
                        .setAcceptedAt(NOW.plusSeconds(second))
                        .build(),
                NOW);
    }
}
