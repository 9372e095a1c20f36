// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} records of real requests, its sealer killed with everything else, and the commands of an auditor. */
class AuditedUpIT {
    private static final Duration START = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @Test
    void everyRequestIsInALogThatHoldsThroughKillsAndErasure() throws Exception {
        String key;
        String subject;
        try (Up up = new Up()) {
            key = Files.readString(up.data().resolve("first.key")).strip();
            subject = "key:" + key.substring(4, 16);
            assertThat(up.post("/v1/jobs", key, "submitted")).isEqualTo(202);
            assertThat(up.post("/v1/jobs", "jsk_nobody", "refused")).isEqualTo(401);
            // What was answered is in the log, whether it is sealed yet or not.
            assertThat(show(up))
                    .anyMatch(line -> line.contains("submitted") && line.contains("ASKED  ALLOWED"))
                    .anyMatch(line -> line.contains("refused") && line.contains("REFUSED  UNAUTHENTICATED  401"))
                    .filteredOn(line -> line.contains("submitted"))
                    .allMatch(line -> line.contains(subject) && line.contains("127.0.0.1"));
            up.process.kill();
        }
        try (Up up = new Up()) {
            assertThat(up.post("/v1/jobs", key, "after-the-kill")).isEqualTo(202);
            awaitSealed(up);

            assertThat(run(up, "audit", "erase", "--audit-kek-file", up.audit("kek"), subject))
                    .isZero();

            assertThat(show(up))
                    .filteredOn(line -> line.contains("submitted") || line.contains("after-the-kill"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(line -> line.contains("(erased)") && !line.contains(subject));
            assertThat(verify(up)).as(out.toString()).isZero();
            tamper(up);
        }
        for (String secret : List.of(key, key.substring(17))) {
            assertThat(out.toString()).doesNotContain(secret);
        }
    }

    private void tamper(Up up) throws Exception {
        Path export = directory.resolve("export.jsonl");
        assertThat(run(up, "audit", "export", "--to", export.toString())).isZero();
        String[] offline = {"audit", "verify", "--from", export.toString(), "--public-key", up.audit("sealing.pub")};
        assertThat(run(offline)).as(out.toString()).isZero();
        List<String> lines = new ArrayList<>(Files.readAllLines(export));
        lines.remove(lines.stream()
                .filter(line -> line.startsWith("{\"offset\":"))
                .findFirst()
                .orElseThrow());
        Files.write(export, lines);

        out.getBuffer().setLength(0);
        assertThat(run(offline)).isEqualTo(1);
        // The only one of its partition is missing at the end.
        assertThat(out.toString())
                .containsPattern("(REMOVED|CUT_OFF) partition")
                .contains("THE AUDIT DOES NOT HOLD");
        Files.writeString(export, "nothing");
        assertThat(run(offline)).isEqualTo(2);
    }

    private void awaitSealed(Up up) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            out.getBuffer().setLength(0);
            assertThat(verify(up)).as(out.toString()).isZero();
            assertThat(out.toString()).contains(" 0 wait for their seal");
        });
    }

    private int verify(Up up) {
        return run(
                up,
                "audit",
                "verify",
                "--public-key",
                up.audit("sealing.pub"),
                "--remember",
                directory.resolve("remembered").toString());
    }

    private List<String> show(Up up) {
        out.getBuffer().setLength(0);
        assertThat(run(up, "audit", "show", "--audit-kek-file", up.audit("kek")))
                .isZero();
        return out.toString().lines().toList();
    }

    private int run(Up up, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(2, List.of("--bootstrap-servers", up.kafka, "--schema-registry-url", up.registry));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        return Program.create(Map.of(), writer, writer).execute(arguments);
    }

    /** A running {@code up} on this test's data. */
    private final class Up implements AutoCloseable {
        private final JobstreamProcess process;
        private final String kafka;
        private final String registry;
        private final URI uri;

        Up() throws Exception {
            process = JobstreamProcess.start(
                    directory,
                    "up",
                    "--data",
                    data().toString(),
                    "--runners",
                    "0",
                    "--http-port",
                    "0",
                    "--kafka-port",
                    "0",
                    "--registry-port",
                    "0");
            uri = URI.create(process.awaitLine(Pattern.compile("^ +dashboard +(\\S+)"), START));
            kafka = process.awaitLine(Pattern.compile("^ +Kafka +(\\S+)"), START);
            registry = process.awaitLine(Pattern.compile("^ +schema registry +(\\S+)"), START);
            process.awaitLine(Pattern.compile("^(Next)"), START);
        }

        Path data() {
            return directory.resolve("data");
        }

        String audit(String file) {
            return data().resolve("audit").resolve(file).toString();
        }

        int post(String path, String key, String requestId) throws Exception {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(uri.resolve(path))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + key)
                            .header("X-Request-Id", requestId)
                            .POST(BodyPublishers.ofString("{\"name\": \"audited\", \"script\": \"true\"}"))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode();
        }

        @Override
        public void close() {
            process.terminate();
            process.close();
        }
    }
}
