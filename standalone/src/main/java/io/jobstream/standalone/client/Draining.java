// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.FailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks that a runner leave, and sees it go. What is asked twice has one effect. */
final class Draining {
    private static final long LOOK_MILLIS = 500;

    private final ServerOptions servers;
    private final String pool;
    private final String runner;
    private final PrintWriter err;

    Draining(ServerOptions servers, String pool, String runner, PrintWriter err) {
        this.servers = servers;
        this.pool = pool;
        this.runner = runner;
        this.err = err;
    }

    /** The session that the runner is in. */
    String session() throws InterruptedException {
        JsonNode found = find();
        if (isGone(found)) {
            throw new FailedException(
                    "pool " + pool + " has no runner " + runner + (found.isMissingNode() ? "" : ": it has left"));
        }
        return found.path("sessionId").asText();
    }

    /** @param session null for whichever it is in */
    void ask(@Nullable String session, String reason) throws InterruptedException {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("pool", pool).put("reason", reason);
        if (session != null) {
            body.put("session", session);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Api api = servers.submissions();
        patiently(api, () -> api.post("/v1/runners/" + encoded(runner) + "/drain", bytes, Map.of()));
    }

    void awaitGone(String session) throws InterruptedException {
        JsonNode found = find();
        while (!isGone(found) && found.path("sessionId").asText().equals(session)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            found = find();
        }
    }

    private JsonNode find() throws InterruptedException {
        Api api = servers.queries();
        JsonNode body = patiently(api, () -> api.get("/v1/runners?pool=" + encoded(pool)))
                .body();
        for (JsonNode each : body.path("items")) {
            if (each.path("runnerId").asText().equals(runner)) {
                return each;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static boolean isGone(JsonNode found) {
        return found.isMissingNode() || found.path("state").asText().equals("LEFT");
    }

    /** Tries again while the server is busy or away. */
    private Api.Answer patiently(Api api, Question question) throws InterruptedException {
        long deadline = System.nanoTime() + servers.patience().toNanos();
        boolean told = false;
        while (true) {
            String problem;
            try {
                Api.Answer answer = question.ask();
                if (answer.ok()) {
                    return answer;
                }
                problem = answer.problem();
                if (answer.status() != 503 && answer.status() != 429) {
                    throw new FailedException(api.server() + " refused: " + problem);
                }
            } catch (IOException e) {
                problem = "no answer (" + e.getClass().getSimpleName() + ")";
            }
            if (System.nanoTime() - deadline > 0) {
                throw new FailedException(api.server() + " cannot be asked: " + problem);
            }
            if (!told) {
                err.println("Waiting for " + api.server() + ": " + problem);
                told = true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    @FunctionalInterface
    private interface Question {
        Api.Answer ask() throws IOException, InterruptedException;
    }

    /** For a path as well: a space must not become a plus there. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
