// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobstream.standalone.Program;
import io.jobstream.standalone.cli.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggersCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final HttpServer server;

    @TempDir
    Path directory;

    private record Answer(int status, String body) {}

    TriggersCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void appliesEachRuleOfAFile() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yaml"), """
                rules:
                  - {name: a, on: tag, repository: "acme/*", job: {name: x, script: make}}
                  - {name: b, on: outcome, tenant: acme, job: {name: y, script: make}}
                """);
        answers.add(new Answer(200, "{\"rule\": \"default/a\"}"));
        answers.add(new Answer(200, "{\"rule\": \"acme/b\"}"));

        assertThat(run("apply", rules.toString())).isEqualTo(ExitStatus.DONE);

        assertThat(asked)
                .containsExactly(
                        "PUT /v1/triggers/a {\"on\":\"tag\",\"repository\":\"acme/*\","
                                + "\"job\":{\"name\":\"x\",\"script\":\"make\"}}",
                        "PUT /v1/triggers/b {\"on\":\"outcome\",\"tenant\":\"acme\","
                                + "\"job\":{\"name\":\"y\",\"script\":\"make\"}}");
        assertThat(out.toString()).contains("default/a applied", "acme/b applied");
    }

    @Test
    void tellsWhyARuleIsRefused() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yaml"), "rules: [{name: a}]");
        answers.add(new Answer(
                400, "{\"detail\": \"1 field\", \"errors\": [{\"pointer\": \"/on\", \"detail\": \"Required\"}]}"));

        assertThat(run("apply", rules.toString())).isEqualTo(ExitStatus.FAILED);

        assertThat(err.toString()).contains("did not take rule a: HTTP 400: 1 field; /on Required");
    }

    @Test
    void refusesAFileThatIsNone() throws IOException {
        assertThat(run("apply", directory.resolve("none").toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(run("apply", Files.writeString(directory.resolve("a"), "[").toString()))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(run(
                        "apply",
                        Files.writeString(directory.resolve("b"), "rules: [{}]").toString()))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(asked).isEmpty();
    }

    @Test
    void listsAndDeletes() {
        answers.add(new Answer(
                200,
                "{\"items\": [{\"rule\": \"acme/nightly\", \"source\": \"api\", \"inForce\": true,"
                        + " \"nextAt\": \"2026-01-01T00:00:00Z\", \"document\": {\"on\": \"schedule\"}}]}"));
        answers.add(new Answer(200, "{}"));

        assertThat(run("list")).isEqualTo(ExitStatus.DONE);
        assertThat(run("delete", "nightly", "--tenant", "acme")).isEqualTo(ExitStatus.DONE);

        assertThat(asked).containsExactly("GET /v1/triggers ", "DELETE /v1/triggers/nightly?tenant=acme ");
        assertThat(out.toString()).containsPattern("acme/nightly +schedule +api +yes +2026-01-01T00:00:00Z");
    }

    @Test
    void saysWhatAnEventWouldStart() throws IOException {
        Path payload = Files.writeString(directory.resolve("push.json"), "{\"ref\": \"refs/heads/main\"}");
        String answer = "{\"rules\": [{\"rule\": \"a\", \"starts\": false, \"why\": \"on: it is a push\"},"
                + " {\"rule\": \"b\", \"starts\": true, \"submits\": {\"pool\": \"gpu\","
                + " \"jobs\": [{\"name\": \"x\"}, {\"name\": \"y\"}]}}]}";
        answers.add(new Answer(200, answer));
        answers.add(new Answer(200, "{\"reason\": \"pong\", \"rules\": []}"));

        assertThat(run("dry-run", "--forge", "github", payload.toString())).isEqualTo(ExitStatus.DONE);
        assertThat(run("dry-run", "--job", "j-1", "--outcome", "FAILED", "--cause", "SCRIPT"))
                .isEqualTo(ExitStatus.DONE);

        assertThat(asked)
                .containsExactly(
                        "POST /v1/triggers:dry-run {\"webhook\":{\"forge\":\"github\",\"event\":\"push\","
                                + "\"payload\":{\"ref\":\"refs/heads/main\"}}}",
                        "POST /v1/triggers:dry-run {\"job\":{\"jobId\":\"j-1\",\"outcome\":\"FAILED\","
                                + "\"cause\":\"SCRIPT\"}}");
        assertThat(out.toString().lines())
                .containsExactly(
                        "a starts nothing: on: it is a push", "b starts x, y in pool gpu", "No rule looks at it: pong");
    }

    @Test
    void takesOneEvent() {
        assertThat(run("dry-run")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(run("dry-run", "--job", "a", "--at", "b")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(run("dry-run", "--forge", "github")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("expected one of --forge", "expected a payload's FILE");
        assertThat(asked).isEmpty();
    }

    private int run(String command, String... arguments) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        List<String> words = new ArrayList<>(List.of("triggers", command, "--server", address));
        words.addAll(List.of(arguments));
        return Program.create(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            Answer answer = answers.remove();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
