// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RetryPolicy;
import io.jobstream.schemas.TenantPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class IngestIT {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start(TestCluster given) {
        cluster = given;
        gateway = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
        await().until(() -> gateway.get("/readyz").status() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The scheduler would set it aside: nobody may believe that it was accepted. */
    @Test
    void refusesEverythingWhileItsClockIsAnHourBehind() {
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-61));
        String job = "{\"name\": \"a\", \"pool\": \"late\", \"script\": \"true\"}";
        try (Gateway late = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions(), behind)) {
            Answer answer = late.post("/v1/jobs", job, "Idempotency-Key", "late");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("detail")).contains("clock");
        }
        Instant mended = Instant.now().minusSeconds(60);
        try (Gateway right = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions())) {
            await().until(() -> right.get("/readyz").status() == 200);

            assertThat(right.post("/v1/jobs", job, "Idempotency-Key", "late").status())
                    .isEqualTo(202);
            assertThat(right.requestsOf("late"))
                    .extracting(JobRequest::getAcceptedAt)
                    .hasSize(2)
                    .last(as(InstanceOfAssertFactories.INSTANT))
                    .isAfter(mended);
        }
    }

    @Test
    void tellsEveryPartitionWhatATenantMayHave() {
        Answer given = gateway.put("/v1/tenants/acme/policy", "{\"weight\": 3, \"slotsMax\": 20, \"queuedMax\": 500}");
        Answer takenBack = gateway.delete("/v1/tenants/acme/policy");

        assertThat(given.status()).isEqualTo(202);
        assertThat(given.body().path("slotsMax").intValue()).isEqualTo(20);
        assertThat(takenBack.status()).isEqualTo(202);
        assertThat(gateway.policiesOf("acme"))
                .hasSize(cluster.partitions().count())
                .allSatisfy(told -> assertThat(told)
                        .containsExactly(
                                new TenantPolicy("acme", 3, 20, 500), new TenantPolicy("acme", 1, null, null)));
    }

    @Test
    void givesThePoliciesOfAFileAndTakesUpItsChanges(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("tenants.yaml"),
                "tenants: [{tenant: filed, weight: 2}, {tenant: other, slotsMax: 1}]");
        IngestConfig config = IngestConfig.defaults().withTenants(file);
        try (Gateway filed = new Gateway(config, cluster.connection(), cluster.partitions())) {
            await().untilAsserted(() -> assertThat(filed.policiesOf("filed"))
                    .allSatisfy(told -> assertThat(told).containsExactly(new TenantPolicy("filed", 2, null, null))));

            Files.writeString(file, "tenants: [{tenant: filed, weight: 3}]");

            await().untilAsserted(() -> assertThat(filed.policiesOf("filed"))
                    .allSatisfy(told -> assertThat(told).endsWith(new TenantPolicy("filed", 3, null, null))));
        }
    }

    @Test
    void namesEveryMistakeInAFileOfPolicies(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("tenants.yaml"),
                "tenants:\n  - tenant: a\n    weight: 0\n  - tenant: a\n    slots: 3\n  - weight: 1\n");

        assertThatThrownBy(() -> Ingest.start(
                        IngestConfig.defaults().withTenants(file), cluster.connection(), cluster.partitions()))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("tenants.yaml:3:5: /tenants/0/weight: Expected 1 to 1000")
                .hasMessageContaining("tenants.yaml:4:5: /tenants/1/tenant: It is here twice")
                .hasMessageContaining("/tenants/1/slots")
                .hasMessageContaining("/tenants/2/tenant: Expected the name of a tenant");
    }

    @Test
    void refusesAPolicyThatCannotBeOne() {
        Answer refused = gateway.put("/v1/tenants/bad/policy", "{\"weight\": 0, \"slotsMax\": \"many\", \"color\": 1}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.pointers()).containsExactlyInAnyOrder("/weight", "/slotsMax", "/color");
        assertThat(gateway.put("/v1/tenants/-/policy", "{}").status()).isEqualTo(404);
        assertThat(gateway.put("/v1/tenants/bad/policy", "[]").status()).isEqualTo(400);
        assertThat(gateway.policiesOf("bad"))
                .allSatisfy(told -> assertThat(told).isEmpty());
    }

    @Test
    void writesAJobWithAllThatWasSaidOfIt() throws Exception {
        Answer answer = gateway.post("/v1/jobs", """
                {"name": "unit tests", "pool": "whole", "repository": "acme/shop", "branch": "main",
                 "commit": "0123456789012345678901234567890123456789", "labels": ["linux", "gpu", "linux"],
                 "resources": {"gpu": 2},
                 "priority": 7, "maxAttempts": 2, "startWithin": "PT1H",
                 "retry": {"on": ["RUNNER_LOST"], "exitCodes": [75], "backoff": "PT10S"},
                 "timeLimit": "PT10M", "script": "make test\\n",
                 "environment": {"A": "ü"}, "checkout": {"url": "https://x.example/shop.git", "ref": "main"},
                 "image": "debian:12", "secrets": ["TOKEN"]}
                """, "X-Request-Id", "a-request", "traceparent", TRACEPARENT);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(UUID.fromString(answer.text("jobId")).version()).isEqualTo(7);
        assertThat(answer.response().headers().firstValue("Location")).contains("/v1/jobs/" + answer.text("jobId"));
        JobRequest request = only(gateway.requestsOf("whole"));
        assertThat(request.getSource()).isEqualTo(RequestSource.API);
        assertThat(request.getAcceptedAt()).isEqualTo(Instant.parse(answer.text("acceptedAt")));
        JobSpec spec = request.getJobs().get(0).getSpec();
        assertThat(spec)
                .isEqualTo(JobSpec.newBuilder()
                        .setJobId(answer.text("jobId"))
                        .setName("unit tests")
                        .setTenant("acme")
                        .setRepository("acme/shop")
                        .setBranch("main")
                        .setCommit("0123456789012345678901234567890123456789")
                        .setLabels(List.of("gpu", "linux"))
                        .setResources(Map.of("gpu", 2))
                        .setPriority(7)
                        .setMaxAttempts(2)
                        .setRetry(new RetryPolicy(List.of(Cause.RUNNER_LOST), List.of(75), 10_000L, 300_000L))
                        .setStartWithinMillis(3_600_000L)
                        .setTimeLimitMillis(600_000)
                        .setCall(new Call("a-request", TRACEPARENT, ""))
                        .build());
        try (AvroCodec codec = AvroCodec.of(cluster.connection())) {
            assertThat(codec.decodeWork(request.getJobs().get(0).getWork()))
                    .isEqualTo(JobWork.newBuilder()
                            .setScript("make test\n")
                            .setEnvironment(Map.of("A", "ü"))
                            .setCheckout(new Checkout("https://x.example/shop.git", "main"))
                            .setImage("debian:12")
                            .setSecrets(List.of("TOKEN"))
                            .build());
        }
    }

    @Test
    void answersARepeatedKeyAlikeAndWritesItOnce() {
        String body = job("repeated");

        Answer first = gateway.post("/v1/jobs", body, "Idempotency-Key", "\"k-1\"");
        Answer second = gateway.post("/v1/jobs", " " + body, "Idempotency-Key", "k-1");
        Answer other = gateway.post("/v1/jobs", body, "Idempotency-Key", "k-2");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(UUID.fromString(first.text("jobId")).version()).isEqualTo(8);
        assertThat(other.text("jobId")).isNotEqualTo(first.text("jobId"));
        assertThat(gateway.requestsOf("repeated")).hasSize(2);
    }

    @Test
    void refusesAKeyForAnotherBody() {
        assertThat(gateway.post("/v1/jobs", job("clash"), "Idempotency-Key", "k")
                        .status())
                .isEqualTo(202);

        Answer answer = gateway.post("/v1/jobs", job("clash").replace("true", "false"), "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(gateway.requestsOf("clash")).hasSize(1);
    }

    @Test
    void writesOnceWhatComesManyTimesAtOnce() {
        List<CompletableFuture<Answer>> answers = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> gateway.post("/v1/jobs", job("at-once"), "Idempotency-Key", "same")))
                .toList();

        Set<String> ids = new HashSet<>();
        answers.forEach(answer -> ids.add(answer.join().text("jobId")));

        assertThat(ids).hasSize(1);
        assertThat(gateway.requestsOf("at-once")).hasSize(1);
    }

    @Test
    void anotherCopyGivesTheSameAnswerAndFindsTheJob() {
        Answer first = gateway.post("/v1/jobs", job("copies"), "Idempotency-Key", "k");

        try (Gateway copy = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions())) {
            await().until(() -> copy.get("/readyz").status() == 200);
            Answer second = copy.post("/v1/jobs", job("copies"), "Idempotency-Key", "k");
            Answer clash = copy.post("/v1/jobs", job("copies").replace("true", "false"), "Idempotency-Key", "k");
            Answer cancelled = copy.post("/v1/jobs/" + first.text("jobId") + "/cancel", "");

            assertThat(second.body()).isEqualTo(first.body());
            assertThat(clash.status()).isEqualTo(422);
            assertThat(cancelled.status()).isEqualTo(202);
            assertThat(cancelled.text("pool")).isEqualTo("copies");
        }
        assertThat(gateway.requestsOf("copies")).hasSize(1);
    }

    @Test
    void cancelsAJobItKnowsInItsPool() {
        String id = gateway.post("/v1/jobs", job("cancels")).text("jobId");

        assertThat(gateway.post("/v1/jobs/" + id + "/cancel", "{\"reason\": \"wrong branch\"}")
                        .status())
                .isEqualTo(202);
        assertThat(gateway.post("/v1/jobs/" + id + "/cancel", "{\"pool\": \"other\"}")
                        .status())
                .isEqualTo(409);

        var cancellation = only(gateway.cancellationsOf("cancels"));
        assertThat(cancellation.getJobId()).isEqualTo(id);
        assertThat(cancellation.getReason()).isEqualTo("wrong branch");
    }

    @Test
    void cancelsAJobItDoesNotKnowOnlyWithItsPool() {
        assertThat(gateway.post("/v1/jobs/no-such-job/cancel", "{}").status()).isEqualTo(404);

        Answer answer = gateway.post("/v1/jobs/no-such-job/cancel", "{\"pool\": \"unknown-job\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(only(gateway.cancellationsOf("unknown-job")).getJobId()).isEqualTo("no-such-job");
    }

    @Test
    void writesNothingOfWhatItRefuses() {
        long before = gateway.requestsEver();
        String large = "x".repeat(100_000);
        String environment = "{\"A\": \"" + "y".repeat(30_000) + "\"}";
        String jobs = String.join(
                ",",
                IntStream.range(0, 10)
                        .mapToObj(i ->
                                "{\"name\": \"" + i + "\", \"script\": \"true\", \"environment\": " + environment + "}")
                        .toList());

        assertThat(gateway.post("/v1/pipelines", "{\"jobs\": [" + jobs + "]}").status())
                .isEqualTo(413);
        assertTooLarge("{\"name\": \"a\", \"script\": \"" + large.repeat(30) + "\"}");
        assertThat(gateway.post("/v1/jobs", "{\"name\": \"a\"}").status()).isEqualTo(400);
        assertThat(gateway.post("/v1/jobs", job("x"), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(gateway.post("/v1/jobs", job("x"), "Idempotency-Key", "").status())
                .isEqualTo(400);
        assertThat(gateway.post("/v1/jobs", job("x"), "Idempotency-Key", "k".repeat(256))
                        .status())
                .isEqualTo(400);
        assertThat(gateway.post("/v1/jobs", job("x"), "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.post("/v1/webhooks/github", "{}").status()).isEqualTo(403);
        assertThat(gateway.get("/v1/pipelines").status()).isEqualTo(405);
        assertThat(gateway.requestsEver()).isEqualTo(before);
    }

    /** Refused before it is read: who goes on sending may see the end of the connection instead of the answer. */
    private static void assertTooLarge(String body) {
        try {
            assertThat(gateway.post("/v1/jobs", body).status()).isEqualTo(413);
        } catch (IllegalStateException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void countsWhatBecameOfSubmissions() {
        gateway.post("/v1/jobs", job("counted"));
        gateway.post("/v1/jobs", "{}");

        assertThat(gateway.get("/metrics").response().body())
                .contains("jobstream_ingest_submissions_total{endpoint=\"jobs\",outcome=\"accepted\"}")
                .contains("jobstream_ingest_submissions_total{endpoint=\"jobs\",outcome=\"invalid\"}")
                .contains("jobstream_ingest_append_seconds_bucket");
    }

    @Test
    void documentsEachRoute() {
        assertThat(gateway.server.undocumentedRoutes()).isEmpty();
    }

    private static String job(String pool) {
        return "{\"name\": \"a job\", \"pool\": \"" + pool + "\", \"script\": \"true\"}";
    }

    private static <T> T only(List<T> elements) {
        assertThat(elements).hasSize(1);
        return elements.get(0);
    }
}
