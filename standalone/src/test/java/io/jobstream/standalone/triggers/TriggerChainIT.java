// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.PoolPartitions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real jobs start each other, beside two gateways of which one is replaced. */
class TriggerChainIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String RULES = """
            rules:
              - name: due
                on: schedule
                cron: "%d %d * * *"
                repository: acme/chain
                job: {name: due, script: 'true'}
              - name: second
                on: outcome
                jobs: [first]
                outcomes: [FAILED]
                job: {name: second, script: 'test "$JOBSTREAM_EVENT_JOB_OUTCOME" = FAILED'}
              - name: third
                on: outcome
                jobs: [second]
                outcomes: [SUCCEEDED]
                job: {name: third, script: 'test "$JOBSTREAM_EVENT_CHAIN" = "second third"'}
              - name: again
                on: outcome
                jobs: [third, again]
                outcomes: [SUCCEEDED]
                job: {name: again, script: 'true'}
            """;

    @TempDir
    Path directory;

    @Test
    void aChainOfOutcomesEndsWhereItWouldBeginAgainAndNothingStartsTwice() throws Exception {
        ZonedDateTime missed = Instant.now().minus(Duration.ofMinutes(5)).atZone(ZoneOffset.UTC);
        Path rules = Files.writeString(
                directory.resolve("rules.yaml"), RULES.formatted(missed.getMinute(), missed.getHour()));
        IngestConfig config = IngestConfig.defaults().withRules(rules);
        try (Everything everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(), directory, HttpConfig.onLoopback(0), config, 1, NotifierConfig.NONE))) {
            everything.awaitReady(LIMIT);
            Api api = new Api(everything.uri());
            PoolPartitions partitions = new PoolPartitions(4);
            Ingest second = Ingest.start(config, everything.connection(), partitions);
            MeterRegistry meters = meters(second);
            await().atMost(LIMIT)
                    .until(() -> !api.get("/readyz").body().toString().contains("how jobs end"));
            await().atMost(LIMIT).until(() -> jobs(api).contains("due SUCCEEDED"));
            await().atMost(LIMIT).until(() -> count(meters, "schedule", "started") == 1);

            submit(api, "first", "false");
            await().atMost(LIMIT).until(() -> jobs(api).contains("again SUCCEEDED"));
            second.close();
            try (Ingest restarted = Ingest.start(config, everything.connection(), partitions)) {
                MeterRegistry anew = meters(restarted);
                await().atMost(LIMIT).until(() -> count(anew, "schedule", "started") == 1);
                await().atMost(LIMIT)
                        .until(() ->
                                loops(api) + count(meters, "outcome", "loop") + count(anew, "outcome", "loop") > 0);
            }

            assertThat(jobs(api))
                    .containsExactlyInAnyOrder(
                            "due SUCCEEDED", "first FAILED", "second SUCCEEDED", "third SUCCEEDED", "again SUCCEEDED");
            assertThat(find(api, "again").path("triggeredBy"))
                    .extracting(JsonNode::asText)
                    .containsExactly("second", "third", "again");
            assertThat(Check.run(everything.connection(), CheckOptions.DEFAULT.whenComplete(), Progress.NONE)
                            .holds())
                    .isTrue();
        }
    }

    private static MeterRegistry meters(Ingest ingest) {
        MeterRegistry registry = new SimpleMeterRegistry();
        ingest.endpoints().meter(registry);
        return registry;
    }

    private static double count(MeterRegistry meters, String event, String outcome) {
        return meters.find("jobstream.ingest.triggers").tags("event", event, "outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static double loops(Api api) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(api.server().resolve("/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("jobstream_ingest_triggers_total") && line.contains("\"loop\""))
                .count();
    }

    private static void submit(Api api, String name, String script) throws Exception {
        String job = "{\"name\": \"%s\", \"script\": \"%s\", \"repository\": \"acme/chain\"}".formatted(name, script);
        assertThat(api.post("/v1/jobs", job.getBytes(StandardCharsets.UTF_8), Map.of())
                        .status())
                .isEqualTo(202);
    }

    private static List<String> jobs(Api api) throws Exception {
        List<String> jobs = new ArrayList<>();
        items(api)
                .forEach(job -> jobs.add(
                        job.path("name").asText() + " " + job.path("outcome").asText()));
        return jobs;
    }

    private static JsonNode find(Api api, String name) throws Exception {
        for (JsonNode job : items(api)) {
            if (job.path("name").asText().equals(name)) {
                return api.get("/v1/jobs/" + job.path("jobId").asText()).body();
            }
        }
        throw new AssertionError("No job is called " + name);
    }

    private static JsonNode items(Api api) throws Exception {
        return api.get("/v1/jobs?repository=acme/chain").body().path("items");
    }
}
