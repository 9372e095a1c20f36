// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Report;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.runner.ExecutorKind;
import io.jobstream.runner.Runner;
import io.jobstream.runner.RunnerCell;
import io.jobstream.runner.RunnerConfig;
import io.jobstream.runner.session.SessionEnd;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in one process, a second copy of the gateway, and pools of several cells. */
class CellsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PoolPartitions PARTITIONS = new PoolPartitions(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path data;

    private static Everything everything;
    private static Ingest secondGateway;
    private static HttpServer second;
    private static PoolLog log;

    private final List<Runner> runners = new ArrayList<>();

    @BeforeAll
    static void start() throws InterruptedException {
        everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                data,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                0,
                NotifierConfig.NONE));
        everything.awaitReady(PATIENCE);
        secondGateway = Ingest.start(IngestConfig.defaults(), everything.connection(), PARTITIONS);
        second = HttpServer.start(HttpConfig.onLoopback(0), List.of(secondGateway.endpoints()));
        log = new PoolLog(everything.connection());
    }

    @AfterAll
    static void stop() {
        log.close();
        second.close();
        secondGateway.close();
        everything.close();
    }

    @AfterEach
    void stopRunners() {
        runners.parallelStream().forEach(Runner::close);
    }

    @Test
    void aPoolOfTwoCellsIsOnePoolToItsUsers() throws Exception {
        assertThat(put("/v1/pools/two/policy", "{\"cells\": 2}").path("cells").asInt())
                .isEqualTo(2);
        Map<String, Runner> byCell = new HashMap<>();
        for (int i = 0; byCell.size() < 2; i++) {
            String name = "two-" + i;
            String cell = RunnerCell.of("two", name, everything.connection(), PARTITIONS);
            if (!byCell.containsKey(cell)) {
                byCell.put(cell, runner(cell, name));
            }
        }
        assertThat(byCell).containsOnlyKeys("two", "two~1");

        try (Stream<String> events = stream("/v1/events?pool=two")) {
            CompletableFuture<Boolean> bothSeen = CompletableFuture.supplyAsync(() -> seesSettledInBoth(events));
            for (int i = 0; i < 12; i++) {
                post("/v1/jobs", "{\"name\": \"job\", \"pool\": \"two\", \"script\": \"true\"}", "key-" + i);
            }
            List<JsonNode> jobs = awaitSettled("two", 12);

            assertThat(jobs).allSatisfy(job -> {
                assertThat(job.path("outcome").asText()).isEqualTo("SUCCEEDED");
                assertThat(job.path("pool").asText()).isEqualTo("two");
            });
            assertThat(jobs.stream().map(job -> job.path("cell").asInt()).distinct())
                    .containsExactlyInAnyOrder(0, 1);
            assertThat(bothSeen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        aPipelineStaysTogether();
        aGroupIsHeldAcrossRequests();
        aJobIsCancelledInItsCell();
        poolsRunnersAndMetricsAreSeenUnderOneName();

        String inSecond = runnerIn(1);
        JsonNode drained = post("/v1/runners/" + inSecond + "/drain", "{\"pool\": \"two\"}", "");
        assertThat(drained.path("pool").asText()).isEqualTo("two");
        assertThat(Objects.requireNonNull(byCell.get("two~1"))
                        .ended()
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .end())
                .isEqualTo(SessionEnd.DRAINED);
        assertThat(Objects.requireNonNull(byCell.get("two")).ended().toCompletableFuture())
                .isNotDone();
    }

    private static String runnerIn(int cell) throws IOException {
        for (JsonNode runner : get("/v1/runners?pool=two").path("items")) {
            if (runner.path("cell").asInt() == cell) {
                return runner.path("runnerId").asText();
            }
        }
        throw new AssertionError("no runner in cell " + cell);
    }

    private static boolean seesSettledInBoth(Stream<String> lines) {
        boolean[] seen = new boolean[2];
        return lines.filter(line -> line.startsWith("data:") && line.contains("\"JOB_SETTLED\""))
                .peek(line -> {
                    assertThat(line).contains("\"pool\":\"two\"");
                    seen[line.contains("\"cell\":1") ? 1 : 0] = true;
                })
                .anyMatch(line -> seen[0] && seen[1]);
    }

    private void aPipelineStaysTogether() throws Exception {
        JsonNode pipeline = post(
                "/v1/pipelines",
                "{\"pool\": \"two\", \"jobs\": [{\"name\": \"a\", \"script\": \"true\"},"
                        + " {\"name\": \"b\", \"script\": \"true\", \"needs\": [\"a\"]},"
                        + " {\"name\": \"c\", \"script\": \"true\", \"needs\": [\"b\"]}]}",
                "");
        List<JsonNode> jobs = new ArrayList<>();
        for (JsonNode job : pipeline.path("jobs")) {
            jobs.add(awaitState(job.path("jobId").asText(), "SETTLED"));
        }

        assertThat(jobs).extracting(job -> job.path("outcome").asText()).containsOnly("SUCCEEDED");
        assertThat(jobs.stream().map(job -> job.path("cell").asInt()).distinct())
                .hasSize(1);
    }

    /** Groups of one tenant, named by many requests: all in one cell, one at a time. */
    private void aGroupIsHeldAcrossRequests() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(post(
                            "/v1/jobs",
                            "{\"name\": \"deploy\", \"pool\": \"two\", \"script\": \"true\", \"concurrency\":"
                                    + " {\"group\": \"deploy\"}, \"repository\": \"acme/r" + i + "\"}",
                            "deploy-" + i)
                    .path("jobId")
                    .asText());
        }
        List<Integer> cells = new ArrayList<>();
        for (String id : ids) {
            cells.add(awaitState(id, "SETTLED").path("cell").asInt());
        }

        assertThat(cells.stream().distinct()).hasSize(1);
        String cell = new Cell("two", cells.get(0)).name();
        await().atMost(PATIENCE)
                .until(() -> log.of(cell, JobEventType.JOB_SETTLED).stream()
                                .filter(event -> ids.contains(event.getJobId()))
                                .count()
                        == ids.size());
        int held = 0;
        for (JobEvent event : log.of(cell)) {
            if (ids.contains(event.getJobId()) && event.getType() == JobEventType.LEASE_GRANTED) {
                held++;
            } else if (ids.contains(event.getJobId()) && event.getType() == JobEventType.JOB_SETTLED) {
                held--;
            }
            assertThat(held).isBetween(0, 1);
        }
    }

    private void aJobIsCancelledInItsCell() throws Exception {
        for (int i = 0; i < 4; i++) {
            String id = post(
                            "/v1/jobs",
                            "{\"name\": \"stuck\", \"pool\": \"two\", \"script\": \"true\", \"labels\": [\"nobody\"]}",
                            "stuck-" + i)
                    .path("jobId")
                    .asText();
            JsonNode queued = awaitState(id, "QUEUED");
            assertThat(queued.path("pool").asText()).isEqualTo("two");
            post("/v1/jobs/" + id + "/cancel", "{\"pool\": \"two\"}", "");

            assertThat(awaitState(id, "SETTLED").path("outcome").asText()).isEqualTo("CANCELLED");
        }
    }

    private void poolsRunnersAndMetricsAreSeenUnderOneName() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode pool = item(get("/v1/pools"), "pool", "two");
            assertThat(pool.path("runnersReady").asInt()).isEqualTo(2);
            assertThat(pool.path("slots").asInt()).isEqualTo(4);
            assertThat(pool.path("slotsFree").asInt()).isEqualTo(4);
            assertThat(pool.path("cells").findValuesAsText("cell")).containsExactly("0", "1");
            assertThat(pool.path("cells").findValuesAsText("runnersReady")).containsExactly("1", "1");
        });
        assertThat(get("/v1/pools").path("items").findValuesAsText("pool")).doesNotContain("two~1");
        assertThat(get("/v1/runners?pool=two").path("items").findValuesAsText("cell"))
                .containsExactlyInAnyOrder("0", "1");
        String metrics = text("/metrics");
        assertThat(metrics).contains("pool=\"two\"").doesNotContain("two~1");
    }

    @Test
    void aPoolThatGrowsUnderLoadRunsNoJobTwice() throws Exception {
        runner("grow", "grow-0");
        runner(new Cell("grow", 1).name(), "grow-1");
        Map<String, String> ids = new HashMap<>();
        int keys = 240;
        for (int i = 0; i < keys; i++) {
            if (i == keys / 2) {
                put("/v1/pools/grow/policy", "{\"cells\": 2}");
            }
            ids.put("grow-" + i, submitToGrow(i % 2 == 0 ? everything.uri() : second.uri(), "grow-" + i));
            // Who got no answer repeats, at whatever copy.
            String again = "grow-" + Math.max(0, i - 7);
            assertThat(submitToGrow(i % 3 == 0 ? everything.uri() : second.uri(), again))
                    .isEqualTo(ids.get(again));
        }
        for (String key : ids.keySet()) {
            assertThat(submitToGrow(second.uri(), key)).isEqualTo(ids.get(key));
        }
        awaitSettled("grow", keys);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Stream.of("grow", "grow~1")
                                .flatMap(cell -> log.of(cell, JobEventType.JOB_ADMITTED).stream())
                                .map(JobEvent::getJobId))
                        .containsExactlyInAnyOrderElementsOf(ids.values()));
        assertThat(log.of("grow~1", JobEventType.JOB_ADMITTED)).hasSizeGreaterThan(20);
        assertThat(log.of("grow", JobEventType.JOB_ADMITTED)).hasSizeGreaterThan(20);
        Report report = Check.run(everything.connection(), CheckOptions.DEFAULT, (records, share) -> {});
        assertThat(report.violations()).isEmpty();
        assertThat(put("/v1/pools/grow/policy", "{\"cells\": 1}").path("errors").findValuesAsText("pointer"))
                .containsExactly("/cells");
        assertThat(put("/v1/pools/grow/policy", "{\"packing\": \"PACK\"}")
                        .path("cells")
                        .asInt())
                .isEqualTo(2);
    }

    private static String submitToGrow(URI gateway, String key) throws Exception {
        String body = "{\"name\": \"job\", \"pool\": \"grow\", \"script\": \"true\"}";
        JsonNode answer = send(gateway, "/v1/jobs", "POST", body, key);
        assertThat(answer.path("pool").asText()).as(answer.toString()).isEqualTo("grow");
        return answer.path("jobId").asText();
    }

    private Runner runner(String cell, String name) {
        Runner runner = Runner.start(
                RunnerConfig.defaults(cell, data.resolve(name))
                        .withRunnerId(name)
                        .withSlots(2)
                        .withExecutor(ExecutorKind.NOOP),
                everything.connection(),
                PARTITIONS);
        runners.add(runner);
        return runner;
    }

    private static List<JsonNode> awaitSettled(String pool, int count) {
        List<JsonNode> jobs = new ArrayList<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            jobs.clear();
            get("/v1/jobs?limit=500&state=SETTLED&pool=" + pool).path("items").forEach(jobs::add);
            assertThat(jobs).hasSize(count);
        });
        return jobs;
    }

    private static JsonNode awaitState(String jobId, String state) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get("/v1/jobs/" + jobId).path("state").asText())
                                .isEqualTo(state));
        return get("/v1/jobs/" + jobId);
    }

    private static JsonNode item(JsonNode list, String field, String value) {
        return IntStream.range(0, list.path("items").size())
                .mapToObj(list.path("items")::path)
                .filter(item -> item.path(field).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
    }

    private static JsonNode get(String path) throws IOException {
        return JSON.readTree(text(path));
    }

    private static JsonNode put(String path, String body) throws Exception {
        return send(everything.uri(), path, "PUT", body, "");
    }

    private static JsonNode post(String path, String body, String key) throws Exception {
        return send(everything.uri(), path, "POST", body, key);
    }

    private static JsonNode send(URI server, String path, String method, String body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return JSON.readTree(
                CLIENT.send(request.build(), BodyHandlers.ofString()).body());
    }

    private static String text(String path) throws IOException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(everything.uri().resolve(path)).build();
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Stream<String> stream(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(everything.uri().resolve(path)).build();
        return CLIENT.send(request, BodyHandlers.ofLines()).body();
    }
}
