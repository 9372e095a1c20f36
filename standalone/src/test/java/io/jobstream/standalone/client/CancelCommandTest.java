// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CancelCommandTest {
    private static final String UNKNOWN =
            "{\"title\": \"Not found\", \"detail\": \"No job of the last day has this id\"}";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final HttpServer server;

    private record Answer(int status, String body) {}

    CancelCommandTest() throws IOException {
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
    void cancelsAJob() {
        answers.add(new Answer(202, "{}"));

        assertThat(cancel("job-1")).isEqualTo(ExitStatus.DONE);
        assertThat(asked).containsExactly("POST /v1/jobs/job-1/cancel {}");
        assertThat(out.toString()).isEqualTo("job job-1 is being cancelled" + System.lineSeparator());
    }

    @Test
    void cancelsAPipelineInItsPoolForAReason() {
        answers.add(new Answer(202, "{}"));

        assertThat(cancel("--pipeline", "p/1", "--pool", "gpu", "--reason", "wrong branch"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(asked)
                .containsExactly("POST /v1/pipelines/p%2F1/cancel {\"pool\":\"gpu\",\"reason\":\"wrong branch\"}");
        assertThat(out.toString()).startsWith("pipeline p/1 is being cancelled");
    }

    @Test
    void tellsWhyItWasRefused() {
        answers.add(new Answer(404, UNKNOWN));

        assertThat(cancel("job-1")).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString())
                .contains("did not take the end of job job-1: HTTP 404: No job of the last day has this id");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void asksAgainWhileItIsNotKnown() {
        answers.add(new Answer(503, "{}"));
        answers.add(new Answer(202, "{}"));

        assertThat(cancel("job-1")).isEqualTo(ExitStatus.DONE);
        assertThat(asked).hasSize(2);
    }

    @Test
    void givesUpWhenPatienceIsOver() {
        answers.add(new Answer(503, "{}"));

        assertThat(cancel("job-1", "--patience", "0s")).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("as far as is known: HTTP 503", "Asking again does no harm");
    }

    @Test
    void takesOneJobOrOnePipeline() {
        assertThat(cancel()).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("expected either a job or --pipeline");
        assertThat(cancel("job-1", "--pipeline", "p")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("not both");
        assertThat(asked).isEmpty();
    }

    private int cancel(String... arguments) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return Program.create(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("cancel", "--server", address), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            Answer answer = answers.remove();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
