// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.query.Records;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TenantStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a job that needs, a group or a tenant's limit hold. */
class GateReasonsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Jobs jobs = new Jobs(new Jobs.Retention(10, Duration.ofDays(1)));
    private final Fleet fleet = new Fleet();
    private final JobJson json = new JobJson(jobs, fleet, Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SUCCESS | It waits for build, other to succeed.
            FAILURE | It waits for build, other to end, and runs if one of those it needs has failed.
            ALWAYS  | It waits for build, other to end, in whatever way.
            """)
    void saysWhichNeedsAreOpenAndHowTheyMustEnd(NeedsCondition condition, String text) {
        state(Records.running("a", "pool", 1).build());
        JobSpec spec = Records.spec("b").setNeedsCondition(condition).build();

        JsonNode job = json.of(Records.status("b", "pool", JobState.WAITING, 1)
                .setSpec(spec)
                .setWaitingForNeeds(List.of("a", "other"))
                .build());

        assertThat(job.path("needsCondition").asText()).isEqualTo(condition.name());
        assertThat(reason(job).path("text").asText()).isEqualTo(text);
        assertThat(reason(job).path("needsCondition").asText()).isEqualTo(condition.name());
        assertThat(reason(job).path("needs").toString())
                .isEqualTo("[{\"jobId\":\"a\",\"name\":\"build\",\"state\":\"RUNNING\"},{\"jobId\":\"other\"}]");
    }

    @Test
    void namesTheGroupThatIsFullAndWhoHoldsIt() {
        queue();
        state(holding("b", 2));
        state(holding("a", 1));

        JsonNode job = json.of(queued("c", new ConcurrencyGroup("deploy", 2, false)));

        assertThat(job.path("concurrencyGroup").toString())
                .isEqualTo("{\"name\":\"deploy\",\"limit\":2,\"cancelInProgress\":false}");
        assertThat(reason(job).toString())
                .isEqualTo("{\"reason\":\"GROUP\",\"text\":\"Concurrency group deploy is full (2 of at most"
                        + " 2): job a, job b.\",\"group\":\"deploy\",\"limit\":2,\"held\":2,\"holders\":["
                        + "{\"jobId\":\"a\",\"name\":\"job a\",\"state\":\"RUNNING\"},"
                        + "{\"jobId\":\"b\",\"name\":\"job b\",\"state\":\"RUNNING\"}]}");
        assertThat(job.path("waiting").path("freeSlots").asInt()).isEqualTo(3);
    }

    /** Others of the group may have another limit. */
    @Test
    void goesByTheJobsOwnLimit() {
        queue();
        state(holding("a", 1));

        assertThat(reasonOf(queued("c", new ConcurrencyGroup("deploy", 1, false))))
                .isEqualTo("GROUP");
        assertThat(reasonOf(queued("c", new ConcurrencyGroup("deploy", 2, false))))
                .isEqualTo("RUNNERS_BUSY");
    }

    @Test
    void countsOnlyTheSameGroupOfTheSameTenantAndPool() {
        state(holding("a", 1));
        state(JobStatus.newBuilder(holding("b", 2)).setPool("other").build());
        JobStatus third = holding("d", 3);
        state(JobStatus.newBuilder(third)
                .setSpec(JobSpec.newBuilder(third.getSpec()).setTenant("other").build())
                .build());
        JobStatus fourth = holding("e", 4);
        state(JobStatus.newBuilder(fourth).setSpec(spec("e", "lint", 5)).build());
        state(JobStatus.newBuilder(holding("f", 5)).setSpec(spec("f", null, 1)).build());

        JsonNode job = json.of(queued("c", new ConcurrencyGroup("deploy", 1, false)));

        assertThat(reason(job).path("held").asInt()).isEqualTo(1);
        assertThat(reason(job).path("holders").path(0).path("jobId").asText()).isEqualTo("a");
    }

    @Test
    void countsAttemptsForAsLongAsTheyTakeASlot() {
        JobStatus waits = queued("c", new ConcurrencyGroup("deploy", 1, false));
        AttemptStatus.Builder granted = Records.attempt(1).setAcceptedAt(null).setStartedAt(null);
        AttemptStatus.Builder runs = Records.attempt(1).setPhase(AttemptPhase.RUNNING);
        AttemptStatus.Builder ended = Records.attempt(1).setPhase(null);
        AttemptStatus.Builder lost = Records.attempt(1).setAcceptedAt(null).setEndReason(LeaseEndReason.NOT_ACCEPTED);

        queue();
        assertThat(reasonOf(waits)).isEqualTo("RUNNERS_BUSY");
        attempts(1, granted);
        assertThat(reasonOf(waits)).isEqualTo("GROUP");
        attempts(2, lost);
        assertThat(reasonOf(waits)).isEqualTo("RUNNERS_BUSY");
        attempts(3, lost, runs);
        assertThat(reasonOf(waits)).isEqualTo("GROUP");
        attempts(4, lost, ended);
        assertThat(reasonOf(waits)).isEqualTo("RUNNERS_BUSY");
        attempts(5, lost, runs);
        jobs.removed("a");
        assertThat(reasonOf(waits)).isEqualTo("RUNNERS_BUSY");
    }

    @Test
    void showsTenHoldersAtMost() {
        for (int i = 0; i < 12; i++) {
            state(holding("job-" + (char) ('a' + i), i));
        }

        JsonNode reason = reason(json.of(queued("c", new ConcurrencyGroup("deploy", 12, false))));

        assertThat(reason.path("held").asInt()).isEqualTo(12);
        assertThat(reason.path("holders")).hasSize(10);
        assertThat(reason.path("text").asText()).endsWith("job job-i, job job-j and 2 more.");
    }

    @Test
    void tellsOfTheTenantsLimitBeforeTheGroup() {
        state(holding("a", 1));
        queue();
        fleet.policy(new Received<>(0, 0, NOW, "acme", new TenantPolicy("acme", 1, 3, null)));

        assertThat(reasonOf(queued("c", new ConcurrencyGroup("deploy", 1, false))))
                .isEqualTo("QUOTA");
    }

    private void attempts(long revision, AttemptStatus.Builder... attempts) {
        state(JobStatus.newBuilder(holding("a", 1))
                .setRevision(revision)
                .setAttempts(Arrays.stream(attempts)
                        .map(AttemptStatus.Builder::build)
                        .toList())
                .build());
    }

    private void state(JobStatus status) {
        jobs.stated(status, NOW);
    }

    private String reasonOf(JobStatus job) {
        return reason(json.of(job)).path("reason").asText();
    }

    private static JsonNode reason(JsonNode job) {
        return job.path("waiting").path("reasons").path(0);
    }

    /** The runners that fit are busy, and acme has three slots. */
    private void queue() {
        fleet.pool(new Received<>(
                0,
                0,
                NOW,
                "pool",
                PoolStatus.newBuilder()
                        .setPool("pool")
                        .setWaiting(0)
                        .setQueued(1)
                        .setLeased(3)
                        .setRunnersReady(1)
                        .setRunnersDraining(0)
                        .setRunnersDeaf(0)
                        .setRunnersLost(0)
                        .setSlots(6)
                        .setSlotsFree(3)
                        .setUpdatedAt(NOW)
                        .setQueues(List.of(QueueStatus.newBuilder()
                                .setRequirementSet("linux")
                                .setQueued(1)
                                .setMatchingRunners(1)
                                .setFreeSlots(3)
                                .setReason(QueueReason.RUNNERS_BUSY)
                                .build()))
                        .setTenants(List.of(new TenantStatus("acme", 1L, 3, 0L)))
                        .build()));
    }

    private static JobStatus queued(String id, ConcurrencyGroup group) {
        return Records.status(id, "pool", JobState.QUEUED, 1)
                .setSpec(Records.spec(id).setConcurrencyGroup(group).build())
                .build();
    }

    private static JobStatus holding(String id, int second) {
        return Records.running(id, "pool", 1)
                .setSpec(spec(id, "deploy", 1))
                .setAcceptedAt(NOW.plusSeconds(second))
                .setAttempts(List.of(
                        Records.attempt(1).setPhase(AttemptPhase.RUNNING).build()))
                .build();
    }

    private static JobSpec spec(String id, @Nullable String group, int limit) {
        return Records.spec(id)
                .setName("job " + id)
                .setConcurrencyGroup(group == null ? null : new ConcurrencyGroup(group, limit, false))
                .build();
    }
}
