// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.local.LocalKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    private static final Pattern DASHBOARD = Pattern.compile("^  dashboard +(http://\\S+)");
    private static final Pattern KAFKA = Pattern.compile("^  Kafka +\\S+:(\\d+)");
    private static final Pattern REGISTRY = Pattern.compile("^  schema registry +\\S+:(\\d+)");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration JOBS = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @Test
    void killedAndStartedAgainItHasLostNothing() throws Exception {
        String[] ports;
        String before;
        List<String> jobs = new ArrayList<>();
        try (JobstreamProcess up = up("0", "0", "0")) {
            URI uri = URI.create(up.awaitLine(DASHBOARD, START));
            ports = new String[] {
                Integer.toString(uri.getPort()), up.awaitLine(KAFKA, START), up.awaitLine(REGISTRY, START)
            };
            Api api = api(uri);
            assertThat(new Api(uri).get("/v1/jobs").status()).isEqualTo(401);
            assertThat(Files.getPosixFilePermissions(data.resolve("first.key")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            assertThat(up.text()).contains(firstKey());
            assertThat(operations(api.get("/openapi.json").body())).isEqualTo(operations(documented()));
            before = submit(api, "before", "echo before");
            awaitOutcome(api, before);
            for (int i = 0; i < 5; i++) {
                jobs.add(submit(api, "job-" + i, "sleep 1; echo " + i));
            }
            awaitRunning(api, jobs);
            up.kill();
            assertThat(new LocalKey(data).of(uri)).isEmpty();
        }

        try (JobstreamProcess again = up(ports)) {
            URI uri = URI.create(again.awaitLine(DASHBOARD, START));
            Api api = api(uri);
            assertThat(again.text()).doesNotContain(firstKey());
            assertThat(new LocalKey(data).of(uri)).hasValue(firstKey());
            assertThat(new LocalKey(data).of(URI.create("http://127.0.0.1:1"))).isEmpty();

            assertThat(awaitOutcome(api, before)).isEqualTo("SUCCEEDED");
            for (String job : jobs) {
                assertThat(awaitOutcome(api, job)).isEqualTo("SUCCEEDED");
            }
            assertThatTheLogHolds(again.awaitLine(KAFKA, START), again.awaitLine(REGISTRY, START));
            long begin = System.nanoTime();
            again.terminate();
            // 128 and the number of SIGTERM, as the JVM and shells have it.
            assertThat(again.awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            assertThat(again.text()).contains("Stopping").doesNotContain("Exception");
            // Whoever listens there now is not it.
            assertThat(new LocalKey(data).of(uri)).isEmpty();
        }
    }

    /** Killed in the middle of jobs, on data that two processes wrote: every rule of check. */
    private void assertThatTheLogHolds(String kafkaPort, String registryPort) {
        await().atMost(JOBS).untilAsserted(() -> {
            try (JobstreamProcess check = JobstreamProcess.start(
                    data,
                    "check",
                    "--bootstrap-servers",
                    "127.0.0.1:" + kafkaPort,
                    "--schema-registry-url",
                    "http://127.0.0.1:" + registryPort,
                    "--complete")) {
                // Views follow the log by milliseconds.
                assertThat(check.awaitExit(Duration.ofSeconds(30)))
                        .as(check.text())
                        .isZero();
                assertThat(check.text()).contains("6 jobs settled: 6 SUCCEEDED", "It holds");
            }
        });
    }

    private static JsonNode documented() throws Exception {
        return new ObjectMapper()
                .readTree(Path.of("../docs/reference/openapi.json").toFile());
    }

    private static Set<String> operations(JsonNode document) {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    private JobstreamProcess up(String... ports) throws Exception {
        return JobstreamProcess.start(
                data,
                "up",
                "--data",
                data.toString(),
                "--http-port",
                ports[0],
                "--kafka-port",
                ports[1],
                "--registry-port",
                ports[2]);
    }

    private Api api(URI uri) throws Exception {
        return new Api(uri, Optional.of(firstKey()));
    }

    private String firstKey() throws Exception {
        return Files.readString(data.resolve("first.key")).strip();
    }

    private static String submit(Api api, String name, String script) throws Exception {
        String body = "{\"name\":\"" + name + "\",\"script\":\"" + script + "\"}";
        Api.Answer answer = api.post("/v1/jobs", body.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(answer.status()).isEqualTo(202);
        return answer.body().path("jobId").asText();
    }

    private static void awaitRunning(Api api, List<String> jobs) {
        await().atMost(JOBS).until(() -> {
            for (String job : jobs) {
                if ("RUNNING".equals(job(api, job).path("state").asText())) {
                    return true;
                }
            }
            return false;
        });
    }

    private static String awaitOutcome(Api api, String jobId) {
        return await().atMost(JOBS)
                .until(() -> job(api, jobId).path("outcome").asText(""), outcome -> !outcome.isEmpty());
    }

    private static JsonNode job(Api api, String jobId) throws Exception {
        return api.get("/v1/jobs/" + jobId).body();
    }
}
