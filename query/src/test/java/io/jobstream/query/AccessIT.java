// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.access.Gate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TenantStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The query service with authentication on: nobody sees anything of another tenant's. */
@OnCluster
class AccessIT {
    private static final String POOL = "access-pool";
    private static final Set<String> PUBLIC = Set.of(
            "GET /healthz",
            "GET /readyz",
            "GET /openapi.json",
            "POST /v1/session",
            "DELETE /v1/session",
            "GET /",
            "GET /dashboard.css",
            "GET /dashboard.js",
            "GET /icon.svg");

    private static Feeder feeder;
    private static KeyRing ring;
    private static Served stranger;
    private static Served operator;
    private static Served one;
    private static Served two;

    @BeforeAll
    static void start(TestCluster cluster) {
        feeder = new Feeder(cluster);
        ring = KeyRing.start(cluster.connection(), cluster.partitions());
        await().until(() -> ring.health().ready());
        stranger = Served.start(
                QueryConfig.DEFAULTS, cluster, Gate.guarding(List.of(ring), new RateLimits(RateLimits.Rates.DEFAULT)));
        operator = stranger.as(key(Tenants.ALL));
        one = stranger.as(key(Tenants.of(List.of("access-one"))));
        two = stranger.as(key(Tenants.of(List.of("access-two"))));
        feeder.feed(job("access-job-one", "access-one").build());
        feeder.feed(job("access-job-two", "access-two").build());
        await().until(() -> operator.get("/v1/jobs/access-job-one").statusCode() == 200);
        await().until(() -> operator.get("/v1/jobs/access-job-two").statusCode() == 200);
    }

    @AfterAll
    static void stop() throws IOException {
        stranger.close();
        ring.close();
        feeder.close();
    }

    @Test
    void everyRouteNeedsACredentialUnlessItIsPublic() {
        assertThat(stranger.server().publicRoutes()).containsExactlyInAnyOrderElementsOf(PUBLIC);
        assertThat(stranger.server().routes()).contains("GET /v1/jobs", "GET /v1/events", "GET /v1/jobs/{id}/logs");
        for (String route : stranger.server().routes()) {
            if (route.startsWith("GET ")) {
                int status = stranger.get(route.substring(4).replace("{id}", "access-job-one"))
                        .statusCode();
                assertThat(status == 401).as(route + " answered " + status).isEqualTo(!PUBLIC.contains(route));
            }
        }
    }

    @Test
    void anothersJobIsNoJob() {
        assertThat(one.get("/v1/jobs/access-job-one").statusCode()).isEqualTo(200);
        for (String path : List.of("", "/events", "/logs")) {
            assertThat(one.get("/v1/jobs/access-job-two" + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        String theirs = one.get("/v1/jobs/access-job-two").body().replaceAll("\"requestId\":\"[^\"]+\"", "");
        String nobodys = one.get("/v1/jobs/access-job-xyz").body().replaceAll("\"requestId\":\"[^\"]+\"", "");
        assertThat(theirs).isEqualTo(nobodys.replace("access-job-xyz", "access-job-two"));
    }

    @Test
    void listsHaveOnesOwnJobs() {
        assertThat(ids(one.json("/v1/jobs?pool=" + POOL))).containsExactly("access-job-one");
        assertThat(ids(two.json("/v1/jobs?pool=" + POOL))).containsExactly("access-job-two");
        assertThat(ids(operator.json("/v1/jobs?pool=" + POOL)))
                .containsExactlyInAnyOrder("access-job-one", "access-job-two");
    }

    @Test
    void eventsAreOfOnesOwnJobs() {
        try (Listener mine = one.listen("/v1/events?pool=" + POOL);
                Listener all = operator.listen("/v1/events?pool=" + POOL)) {
            mine.awaitEvents("snapshot", 1);
            all.awaitEvents("snapshot", 1);
            assertThat(mine.events("snapshot").get(0).data().toString())
                    .contains("access-job-one")
                    .doesNotContain("access-job-two");

            feeder.feed(admitted("access-job-two", "access-two"));
            feeder.feed(Records.fact(JobEventType.JOB_QUEUED, "access-job-two", POOL));
            feeder.feed(Records.fact(JobEventType.JOB_QUEUED, "access-job-that-nobody-knows", POOL));
            feeder.feed(JobEvent.newBuilder(Records.fact(JobEventType.TENANT_POLICY_CHANGED, "x", POOL))
                    .setJobId(null)
                    .setTenantPolicy(new TenantPolicy("access-two", 2, null, null))
                    .build());
            feeder.feed(Records.fact(JobEventType.JOB_QUEUED, "access-job-one", POOL));

            all.awaitEvents("fact", 5);
            mine.awaitEvents("fact", 1);
            assertThat(mine.events("fact"))
                    .allSatisfy(fact ->
                            assertThat(fact.data().path("jobId").asText()).isEqualTo("access-job-one"));
        }
    }

    @Test
    void whatAllShareSaysNothingOfOthers() {
        feeder.feed(pool());
        feeder.feed(new TenantPolicy("access-one", 2, null, null));
        feeder.feed(new TenantPolicy("access-two", 3, null, null));

        await().untilAsserted(
                        () -> assertThat(operator.get("/v1/tenants").body()).contains("access-one", "access-two"));
        await().untilAsserted(() -> assertThat(operator.get("/v1/pools").body()).contains("access-two"));
        assertThat(one.get("/v1/tenants").body()).contains("access-one").doesNotContain("access-two");
        assertThat(one.get("/v1/pools").body()).contains(POOL, "access-one").doesNotContain("access-two");
    }

    @Test
    void logsNeedTheirOwnScope() {
        Served reads = stranger.as(ring.make(new NewKey("reads", Set.of(Scope.JOBS_READ), Tenants.ALL, null), "test")
                .join()
                .text()
                .text());

        assertThat(reads.get("/v1/jobs/access-job-one").statusCode()).isEqualTo(200);
        assertThat(reads.get("/v1/jobs/access-job-one/logs").statusCode()).isEqualTo(403);
        assertThat(reads.get("/metrics").statusCode()).isEqualTo(403);
    }

    @Test
    void aRevokedKeyEndsTheStreamsThatItOpened() {
        KeyRing.Made made = ring.make(new NewKey("listens", Set.of(Scope.JOBS_READ), Tenants.ALL, null), "test")
                .join();
        try (Listener listener = stranger.as(made.text().text()).listen("/v1/events?pool=" + POOL)) {
            listener.awaitEvents("snapshot", 1);
            assertThat(listener.ended()).isFalse();

            ring.revoke(made.text().keyId()).join();

            await().atMost(Duration.ofSeconds(5)).until(listener::ended);
        }
    }

    private static List<String> ids(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false)
                .map(job -> job.path("jobId").asText())
                .toList();
    }

    private static String key(Tenants tenants) {
        return ring.make(new NewKey("key", EnumSet.allOf(Scope.class), tenants, null), "test")
                .join()
                .text()
                .text();
    }

    private static JobStatus.Builder job(String jobId, String tenant) {
        return Records.status(jobId, POOL, JobState.QUEUED, 1).setSpec(spec(jobId, tenant));
    }

    private static JobSpec spec(String jobId, String tenant) {
        return Records.spec(jobId).setTenant(tenant).build();
    }

    private static JobEvent admitted(String jobId, String tenant) {
        return JobEvent.newBuilder(Records.fact(JobEventType.JOB_ADMITTED, jobId, POOL))
                .setAdmission(Admission.newBuilder()
                        .setSpec(spec(jobId, tenant))
                        .setRequestId("request")
                        .setAcceptedAt(Records.now())
                        .setPosition(0)
                        .build())
                .build();
    }

    private static PoolStatus pool() {
        return PoolStatus.newBuilder()
                .setPool(POOL)
                .setWaiting(0)
                .setQueued(2)
                .setLeased(0)
                .setRunnersReady(0)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(0)
                .setSlotsFree(0)
                .setUpdatedAt(Records.now())
                .setTenants(
                        List.of(new TenantStatus("access-one", 1L, 0, 0L), new TenantStatus("access-two", 1L, 0, 0L)))
                .build();
    }
}
