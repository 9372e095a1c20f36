// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TenantStatus;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class ReadIT {
    private static Feeder feeder;
    private static Served served;

    @BeforeAll
    static void start(TestCluster cluster) {
        feeder = new Feeder(cluster);
        served = Served.start(cluster);
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
        feeder.close();
    }

    @Test
    void showsARequestAsAcceptedWithinASecondAndNeverItsWork() {
        feeder.feed(Records.request("read-accepted", "read-pool"));

        await().atMost(Duration.ofSeconds(1))
                .until(() -> served.get("/v1/jobs/read-accepted").statusCode() == 200);
        JsonNode job = served.json("/v1/jobs/read-accepted");
        assertThat(job.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(job.path("waiting").path("reasons").get(0).path("reason").asText())
                .isEqualTo("NOT_SCHEDULED_YET");
        assertThat(job.has("work")).isFalse();
    }

    /** The scheduler sets it aside: it would be ACCEPTED for ever. */
    @Test
    void showsNoRequestThatIsTooLate() {
        feeder.feed(JobRequest.newBuilder(Records.request("read-late", "read-pool"))
                .setAcceptedAt(Records.now().minus(LateRequests.AGE_MAX).minusSeconds(60))
                .build());
        feeder.feed(Records.request("read-late-marker", "read-pool"));

        await().until(() -> served.get("/v1/jobs/read-late-marker").statusCode() == 200);
        assertThat(served.get("/v1/jobs/read-late").statusCode()).isEqualTo(404);
    }

    @Test
    void showsTheNewestRevisionWhateverOrderStatementsComeIn() {
        feeder.feed(Records.running("read-revised", "read-pool", 7).build());
        feeder.feed(
                Records.status("read-revised", "read-pool", JobState.QUEUED, 3).build());
        feeder.feed(Records.running("read-revised-marker", "read-pool", 1).build());

        await().until(() -> served.get("/v1/jobs/read-revised-marker").statusCode() == 200);
        await().untilAsserted(() -> assertThat(
                        served.json("/v1/jobs/read-revised").path("state").asText())
                .isEqualTo("RUNNING"));
    }

    @Test
    void rebuildsItsViewsAfterARestart(TestCluster cluster) {
        feeder.feed(Records.settled("read-rebuilt", "read-rebuilt-pool", 5).build());

        try (Served another = Served.start(cluster)) {
            JsonNode list = another.json("/v1/jobs?pool=read-rebuilt-pool&state=SETTLED");
            assertThat(list.path("items")).hasSize(1);
            assertThat(list.path("items").get(0).path("outcome").asText()).isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void goesOnAfterBytesThatAreNoRecord() {
        feeder.bytes(Topics.JOB_STATUS.name(), "read-broken", new byte[] {9, 9, 9});
        feeder.feed(Records.running("read-after-broken", "read-pool", 1).build());

        await().until(() -> served.get("/v1/jobs/read-after-broken").statusCode() == 200);
    }

    @Test
    void refusesParametersThatItDoesNotKnow() {
        var response = served.get("/v1/jobs?pol=x&limit=0&state=SLEEPING");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("?pol", "?limit", "?state");
        assertThat(served.get("/v1/jobs?cursor=%21").statusCode()).isEqualTo(400);
        assertThat(served.get("/v1/analytics/jobs?group_by=color").statusCode()).isEqualTo(400);
        assertThat(served.get("/v1/jobs/nobody-knows-it").statusCode()).isEqualTo(404);
    }

    @Test
    void showsWhatTenantsMayHaveAndThatAJobWaitsForIt() {
        feeder.feed(new TenantPolicy("read-plain", 1, null, null));
        feeder.feed(new TenantPolicy("read-quota", 2, 3, null));
        JobStatus.Builder waits = Records.status("read-quota-job", "read-quota-pool", JobState.QUEUED, 1)
                .setRequirementSet("");
        waits.setSpec(
                JobSpec.newBuilder(waits.getSpec()).setTenant("read-quota").build());
        feeder.feed(waits.build());
        feeder.feed(PoolStatus.newBuilder()
                .setPool("read-quota-pool")
                .setWaiting(0)
                .setQueued(1)
                .setLeased(3)
                .setRunnersReady(5)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(5)
                .setSlotsFree(2)
                .setUpdatedAt(Records.now())
                .setQueues(List.of(QueueStatus.newBuilder()
                        .setRequirementSet("")
                        .setQueued(1)
                        .setMatchingRunners(5)
                        .setFreeSlots(2)
                        .setReason(QueueReason.NONE)
                        .build()))
                .setTenants(List.of(new TenantStatus("read-quota", 1L, 3, 0L)))
                .build());

        await().untilAsserted(() -> assertThat(served.json("/v1/tenants").path("items"))
                .extracting(item -> item.path("tenant").asText())
                .contains("read-quota")
                .doesNotContain("read-plain"));
        await().untilAsserted(() -> assertThat(served.json("/v1/jobs/read-quota-job")
                        .path("waiting")
                        .path("reasons")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("Tenant read-quota has 3 slots of pool read-quota-pool, of at most 3."));
    }

    @Test
    void documentsEveryRoute() {
        assertThat(served.server().undocumentedRoutes()).isEmpty();
    }
}
