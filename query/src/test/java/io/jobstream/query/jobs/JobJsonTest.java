// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.query.Records;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.RetryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobJsonTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(30);

    private final JobJson json = new JobJson(
            new Jobs(new Jobs.Retention(3, Duration.ofDays(1))), new Fleet(), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void saysWhenAJobWhoseAttemptFailedIsTriedAgain() {
        JsonNode job = json.of(Records.delayed("a", "pool", 1, UNTIL).build());

        assertThat(job.path("delayedUntil").asText()).isEqualTo("2026-01-31T12:00:30.000Z");
        assertThat(job.path("attempts").path(0).path("exitCode").asInt()).isEqualTo(75);
        assertThat(reason(job).path("reason").asText()).isEqualTo("BACK_OFF");
        assertThat(reason(job).path("until").asText()).isEqualTo("2026-01-31T12:00:30.000Z");
        assertThat(reason(job).path("text").asText())
                .isEqualTo("Attempt 1 failed with exit status 75; it is tried again at 2026-01-31T12:00:30.000Z.");
    }

    @Test
    void saysWhenAJobWhoseAttemptWasLostIsTriedAgain() {
        AttemptStatus lost =
                Records.attempt(2).setEndReason(LeaseEndReason.EXPIRED).build();
        JobStatus.Builder delayed = Records.delayed("a", "pool", 1, UNTIL).setAttempts(List.of(lost));

        assertThat(reason(json.of(delayed.build())).path("text").asText())
                .isEqualTo("Attempt 2 was lost; it is tried again at 2026-01-31T12:00:30.000Z.");
    }

    @Test
    void showsWhatFollowsFailuresAndByWhenToBegin() {
        JobSpec spec = Records.spec("a")
                .setRetry(new RetryPolicy(List.of(Cause.RUNNER_LOST), List.of(75), 5_000L, 60_000L))
                .setStartWithinMillis(3_600_000L)
                .build();

        JsonNode job = json.of(
                Records.status("a", "pool", JobState.QUEUED, 1).setSpec(spec).build());

        assertThat(job.path("retry").toString())
                .isEqualTo("{\"causes\":[\"RUNNER_LOST\"],\"exitCodes\":[75],"
                        + "\"backoffMillis\":5000,\"backoffMaxMillis\":60000}");
        assertThat(job.path("startWithinMillis").asLong()).isEqualTo(3_600_000);
        assertThat(job.has("delayedUntil")).isFalse();
    }

    @Test
    void saysWhereAJobWaitsThatRunsElsewhere() {
        ObservedRun run = ObservedRun.newBuilder()
                .setProvider("github")
                .setExternalId("7")
                .setUrl("https://github.com/acme/shop/runs/7")
                .build();

        JsonNode job = json.of(Records.status("a", "observed:github", JobState.QUEUED, 1)
                .setObserved(run)
                .build());

        assertThat(reason(job).path("reason").asText()).isEqualTo("ELSEWHERE");
        assertThat(reason(job).path("text").asText()).isEqualTo("It waits for a runner of github.");
        assertThat(job.path("waiting").has("place")).isFalse();
        assertThat(job.at("/observed/url").asText()).isEqualTo("https://github.com/acme/shop/runs/7");
    }

    private static JsonNode reason(JsonNode job) {
        return job.path("waiting").path("reasons").path(0);
    }
}
