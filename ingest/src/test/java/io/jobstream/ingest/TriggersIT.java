// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trigger rules that are no webhook's: over HTTP, at times, of outcomes and of CDEvents. */
@OnCluster
class TriggersIT {
    private static TestCluster cluster;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start(TestCluster given) {
        cluster = given;
    }

    @Test
    void keepsRulesThatAreLaidDownOverHttp() throws Exception {
        String rule = "{\"on\": \"schedule\", \"cron\": \"0 3 1 1 *\", \"tenant\": \"kept\","
                + " \"job\": {\"name\": \"a\", \"script\": \"true\"}}";
        try (Gateway first = gateway("");
                Gateway second = gateway("")) {
            Answer made = first.put("/v1/triggers/yearly", rule);
            assertThat(made.status()).as("%s", made.body()).isEqualTo(200);
            assertThat(made.text("rule")).isEqualTo("kept/yearly");
            assertThat(made.body().path("nextAt").asText()).endsWith("-01-01T03:00:00Z");
            await().untilAsserted(() -> assertThat(
                            second.get("/v1/triggers/yearly?tenant=kept").body())
                    .isEqualTo(made.body()));
            assertThat(first.get("/v1/triggers/yearly").status()).isEqualTo(404);
            assertThat(first.put("/v1/triggers/wrong", "{\"on\": \"cdevent\"}").pointers())
                    .contains("/types", "/pipeline");
        }
        try (Gateway again = gateway("")) {
            assertThat(rules(again)).contains("kept/yearly");
            assertThat(again.delete("/v1/triggers/yearly?tenant=kept").status()).isEqualTo(204);
            assertThat(again.delete("/v1/triggers/yearly?tenant=kept").status()).isEqualTo(404);
        }
        try (Gateway last = gateway("")) {
            assertThat(rules(last)).doesNotContain("kept/yearly");
        }
    }

    @Test
    void leavesRulesOfTheFileToTheFile() throws Exception {
        String rule = "{\"on\": \"outcome\", \"job\": {\"name\": \"a\", \"script\": \"true\"}}";
        try (Gateway gateway = gateway("name: filed, on: outcome, pool: filed")) {
            assertThat(gateway.put("/v1/triggers/filed", rule).status()).isEqualTo(409);
            assertThat(gateway.delete("/v1/triggers/filed").status()).isEqualTo(409);
            assertThat(gateway.get("/v1/triggers/filed").text("source")).isEqualTo("file");
            assertThat(rules(gateway)).contains("filed");
        }
    }

    @Test
    void startsWhatIsDueOnceHoweverManyCopiesThereAre() throws Exception {
        ZonedDateTime missed = Instant.now().minus(Duration.ofMinutes(5)).atZone(ZoneOffset.UTC);
        String rule = "name: nightly, on: schedule, pool: due, cron: '%d %d * * *'"
                .formatted(missed.getMinute(), missed.getHour());

        try (Gateway first = gateway(rule);
                Gateway second = gateway(rule)) {
            awaitCount(first, "event=\"schedule\",outcome=\"started\"");
            awaitCount(second, "event=\"schedule\",outcome=\"started\"");
        }
        try (Gateway third = gateway(rule)) {
            awaitCount(third, "event=\"schedule\",outcome=\"started\"");

            List<JobRequest> written = third.requestsOf("due");
            assertThat(written).isNotEmpty();
            assertThat(written.stream()
                            .map(request -> request.getJobs().get(0).getSpec().getJobId())
                            .distinct())
                    .as("copies may write it both, the scheduler takes one")
                    .hasSize(1);
            assertThat(written.size()).isLessThanOrEqualTo(2);
            assertThat(work(written.get(0)).getEnvironment())
                    .containsEntry(
                            "JOBSTREAM_EVENT_TIME",
                            missed.truncatedTo(ChronoUnit.MINUTES).toInstant().toString());
            assertThat(written.get(0).getSource()).isEqualTo(RequestSource.TRIGGER);
        }
    }

    @Test
    void neitherLosesNorDoublesOutcomesAcrossARestart() throws Exception {
        String rule = "name: retry, on: outcome, repository: 'outcomes/*', outcomes: [FAILED],"
                + " causes: [INFRASTRUCTURE], pool: retried, tenant: outcomes";
        JobStatus first = settled("first", List.of());
        try (Gateway gateway = gateway(rule)) {
            // Until the group has its partitions, an outcome is before its time.
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                state(first);
                assertThat(gateway.requestsOf("retried")).isNotEmpty();
            });
            state(first);
            state(settled("looped", List.of("retry")));
            awaitCount(gateway, "event=\"outcome\",outcome=\"loop\"");
        }
        state(settled("meanwhile", List.of("other")));
        try (Gateway gateway = gateway(rule)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(gateway.requestsOf("retried")).hasSize(2));
            List<JobRequest> requests = gateway.requestsOf("retried");
            assertThat(requests.get(0).getJobs().get(0).getSpec().getTriggeredBy())
                    .containsExactly("retry");
            assertThat(requests.get(1).getJobs().get(0).getSpec().getTriggeredBy())
                    .containsExactly("other", "retry");
            assertThat(work(requests.get(1)).getEnvironment())
                    .containsEntry("JOBSTREAM_EVENT_JOB_ID", "outcomes-meanwhile")
                    .containsEntry("JOBSTREAM_EVENT_JOB_OUTCOME", "FAILED")
                    .containsEntry("JOBSTREAM_EVENT_JOB_CAUSE", "INFRASTRUCTURE");
        }
    }

    @Test
    void startsSomethingForACdeventOnce() throws Exception {
        String rule = "name: deploy, on: cdevent, types: ['dev.cdevents.artifact.published.*'],"
                + " repository: 'published/*', pool: published";
        String event = "{\"specversion\": \"1.0\", \"id\": \"p-1\", \"source\": \"https://registry.example/x\","
                + " \"type\": \"dev.cdevents.artifact.published.0.2.0\", \"data\": {\"subject\": {\"id\":"
                + " \"pkg:oci/shop\"}, \"customData\": {\"repository\":"
                + " \"published/shop\", \"triggeredBy\": \"CHAIN\"}}}";
        try (Gateway gateway = gateway(rule)) {
            Answer answer = send(gateway, event.replace("CHAIN", ""));
            Answer again = send(gateway, event.replace("CHAIN", ""));
            Answer looped = send(gateway, event.replace("CHAIN", "build deploy").replace("p-1", "p-2"));

            assertThat(answer.body().at("/started/0/rule").asText()).isEqualTo("deploy");
            assertThat(again.body()).isEqualTo(answer.body());
            assertThat(looped.body().path("started")).isEmpty();
            assertThat(looped.body().path("ignored").asInt()).isEqualTo(1);
            assertThat(gateway.requestsOf("published")).hasSize(1);
            assertThat(work(gateway.requestsOf("published").get(0)).getEnvironment())
                    .containsEntry("JOBSTREAM_EVENT_SUBJECT", "pkg:oci/shop");
        }
    }

    @Test
    void aDryRunSaysWhatWouldStartAndWhyNotAndWritesNothing() throws Exception {
        String rules = "name: deploy, on: outcome, outcomes: [SUCCEEDED], jobs: [build], pool: dry";
        try (Gateway gateway = gateway(rules)) {
            Answer submitted = gateway.post(
                    "/v1/jobs",
                    "{\"name\": \"build\", \"script\": \"true\", \"repository\": \"dry/shop\", \"pool\": \"dried\"}");
            long before = gateway.requestsEver();

            JsonNode starts = dryRun(
                    gateway, "{\"job\": {\"jobId\": \"" + submitted.text("jobId") + "\", \"outcome\": \"SUCCEEDED\"}}");
            assertThat(starts.at("/event/repository").asText()).isEqualTo("dry/shop");
            assertThat(starts.at("/rules/0/starts").asBoolean()).isTrue();
            assertThat(starts.at("/rules/0/submits/pool").asText()).isEqualTo("dry");
            assertThat(starts.at("/rules/0/submits/jobs/0/script").asText()).isEqualTo("true");
            assertThat(starts.at("/rules/0/submits/jobs/0/environment/JOBSTREAM_EVENT_JOB_NAME")
                            .asText())
                    .isEqualTo("build");

            assertThat(why(gateway, "{\"job\": {\"name\": \"build\", \"outcome\": \"FAILED\", \"cause\": \"SCRIPT\"}}"))
                    .isEqualTo("outcomes: FAILED matches none of [SUCCEEDED]");
            assertThat(why(
                            gateway,
                            "{\"job\": {\"name\": \"build\", \"outcome\": \"SUCCEEDED\","
                                    + " \"triggeredBy\": [\"deploy\"]}}"))
                    .startsWith("loop: ");
            assertThat(why(gateway, "{\"at\": \"2026-03-29T03:00:00Z\"}")).isEqualTo("on: it is a schedule");
            assertThat(why(
                            gateway,
                            "{\"cdevent\": {\"specversion\": \"1.0\", \"id\": \"1\","
                                    + " \"source\": \"/x\", \"type\": \"t\"}}"))
                    .isEqualTo("on: it is a cdevent");
            assertThat(why(
                            gateway,
                            "{\"webhook\": {\"forge\": \"github\", \"event\": \"push\", \"payload\": "
                                    + "{\"ref\": \"refs/tags/v1\", \"after\": \"" + "a".repeat(40)
                                    + "\", \"repository\": {\"full_name\": \"dry/shop\","
                                    + " \"clone_url\": \"https://x.example/r.git\"}, \"commits\": []}}}"))
                    .isEqualTo("on: it is a tag");
            assertThat(dryRun(gateway, "{\"webhook\": {\"forge\": \"github\", \"event\": \"ping\", \"payload\": {}}}")
                            .path("reason")
                            .asText())
                    .isEqualTo("pong");
            assertThat(gateway.post("/v1/triggers:dry-run", "{}").status()).isEqualTo(400);
            assertThat(gateway.post("/v1/triggers:dry-run", "{\"job\": {\"jobId\": \"x\", \"outcome\": \"FAILED\"}}")
                            .status())
                    .isEqualTo(404);
            assertThat(gateway.requestsEver()).isEqualTo(before);
        }
    }

    private Gateway gateway(String rule) throws IOException {
        String job = rule.isEmpty() ? "" : "{" + rule + ", job: {name: a, script: 'true'}}";
        Path file = Files.writeString(directory.resolve("rules.yaml"), "rules: [" + job + "]");
        Gateway gateway = new Gateway(
                IngestConfig.defaults().withRules(file).withSecrets(WebhookSecrets.NONE.withCdevents(List.of("token"))),
                cluster.connection(),
                cluster.partitions());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.get("/readyz").status() == 200);
        return gateway;
    }

    private static Answer send(Gateway gateway, String event) {
        return gateway.post(
                "/v1/events/cdevents",
                event,
                "Content-Type",
                "application/cloudevents+json",
                "Authorization",
                "Bearer token");
    }

    private static JsonNode dryRun(Gateway gateway, String body) {
        Answer answer = gateway.post("/v1/triggers:dry-run", body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String why(Gateway gateway, String body) {
        return dryRun(gateway, body).at("/rules/0/why").asText();
    }

    private static List<String> rules(Gateway gateway) {
        return gateway.get("/v1/triggers").body().path("items").findValuesAsText("rule");
    }

    private static void awaitCount(Gateway gateway, String labels) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(gateway.get("/metrics").response().body())
                                .contains("jobstream_ingest_triggers_total{" + labels + "}"));
    }

    private static JobWork work(JobRequest request) throws IOException {
        try (AvroCodec codec = AvroCodec.of(cluster.connection())) {
            return codec.decodeWork(request.getJobs().get(0).getWork());
        }
    }

    private static JobStatus settled(String name, List<String> triggeredBy) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return JobStatus.newBuilder()
                .setSpec(JobSpec.newBuilder()
                        .setJobId("outcomes-" + name)
                        .setName(name)
                        .setTenant("outcomes")
                        .setRepository("outcomes/shop")
                        .setTriggeredBy(triggeredBy)
                        .build())
                .setPool("default")
                .setState(JobState.SETTLED)
                .setRevision(1)
                .setEventOffset(1)
                .setAcceptedAt(now)
                .setSettledAt(now)
                .setUpdatedAt(now)
                .setOutcome(Outcome.FAILED)
                .setCause(Cause.INFRASTRUCTURE)
                .setRequirementSet("")
                .build();
    }

    private static void state(JobStatus status) throws Exception {
        String jobId = status.getSpec().getJobId();
        try (AvroCodec codec = AvroCodec.of(cluster.connection());
                var producer = cluster.connection().producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_STATUS.name(),
                            cluster.partitions().ofKey(jobId),
                            jobId,
                            codec.encode(Topics.JOB_STATUS, status)))
                    .get();
        }
    }
}
