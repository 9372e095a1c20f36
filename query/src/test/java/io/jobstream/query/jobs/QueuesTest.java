// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.query.Records;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerDemand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which place a job has, and when it may be expected to start. */
class QueuesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Jobs jobs = new Jobs(new Jobs.Retention(10, Duration.ofDays(1)));
    private final Fleet fleet = new Fleet();
    private final JobJson json = new JobJson(jobs, fleet, Clock.fixed(NOW, ZoneOffset.UTC));
    private long revision;

    @Test
    void standsBehindHigherPrioritiesAndOlderJobsOfItsTenant() {
        state(queued("old", "acme", 5, 1));
        state(queued("urgent", "acme", 9, 3));
        state(queued("low", "acme", 1, 0));
        JobStatus mine = queued("mine", "acme", 5, 2);
        state(mine);

        assertThat(place(mine)).isEqualTo(3);
    }

    @Test
    void takesTurnsWithOtherTenants() {
        for (int i = 0; i < 20; i++) {
            state(queued("flood-" + i, "globex", 5, i));
        }
        JobStatus first = queued("first", "acme", 5, 30);
        JobStatus second = queued("second", "acme", 5, 31);
        state(first);
        state(second);

        assertThat(place(first)).isEqualTo(1);
        assertThat(place(second)).isEqualTo(3);
    }

    @Test
    void countsNobodyWhoIsNoLongerQueued() {
        state(queued("gone", "acme", 5, 1));
        JobStatus mine = queued("mine", "acme", 5, 2);
        state(mine);

        state(Records.running("gone", "pool", ++revision).build());

        assertThat(place(mine)).isEqualTo(1);
    }

    @Test
    void expectsAStartAsSoonAsTheSlotsOfItsLabelsHaveComeToIt() {
        queue(QueueReason.RUNNERS_BUSY, 60_000L);
        for (int i = 0; i < 7; i++) {
            state(queued("job-" + i, "acme", 5, i));
        }
        JobStatus mine = queued("mine", "acme", 5, 7);
        state(mine);

        // The eighth, four at a time, a minute each.
        assertThat(waiting(mine).path("expectedStartAt").asText()).isEqualTo("2026-01-31T12:02:00.000Z");
    }

    @Test
    void expectsNothingWhereNoRunnerMatchesOrNothingIsKnown() {
        JobStatus mine = queued("mine", "acme", 5, 7);
        state(mine);
        queue(QueueReason.NO_MATCHING_RUNNER, 60_000L);
        assertThat(waiting(mine).has("expectedStartAt")).isFalse();

        queue(QueueReason.RUNNERS_BUSY, null);
        assertThat(waiting(mine).has("expectedStartAt")).isFalse();
    }

    private int place(JobStatus job) {
        return waiting(job).path("place").asInt();
    }

    private JsonNode waiting(JobStatus job) {
        return json.of(job).path("waiting");
    }

    private void state(JobStatus status) {
        jobs.stated(status, NOW);
    }

    private JobStatus queued(String id, String tenant, int priority, int minute) {
        return Records.status(id, "pool", JobState.QUEUED, ++revision)
                .setSpec(
                        Records.spec(id).setTenant(tenant).setPriority(priority).build())
                .setQueuedAt(NOW.minusSeconds(3_600).plusSeconds(60L * minute))
                .setRequirementSet("linux")
                .build();
    }

    private void queue(QueueReason reason, @Nullable Long expectedMillis) {
        PoolStatus pool = PoolStatus.newBuilder()
                .setPool("pool")
                .setWaiting(0)
                .setQueued(8)
                .setLeased(4)
                .setRunnersReady(2)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(4)
                .setSlotsFree(0)
                .setQueues(List.of(QueueStatus.newBuilder()
                        .setRequirementSet("linux")
                        .setQueued(8)
                        .setMatchingRunners(2)
                        .setFreeSlots(0)
                        .setReason(reason)
                        .build()))
                .setDemand(List.of(new RunnerDemand("linux", 4, 8L, 0.1, expectedMillis, 12)))
                .setUpdatedAt(NOW)
                .build();
        fleet.pool(new Received<>(0, 0, NOW, "pool", pool));
    }
}
