// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Submits the jobs of a file in batches, until each is accepted or refused, or patience is over. */
final class BatchSubmission {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS_MAX = 1_000;
    private static final int BYTES_MAX = 3 * 1024 * 1024;
    private static final String KEY = "idempotencyKey";

    private final Posting posting;
    private final Duration patience;
    private final PrintWriter out;
    private final PrintWriter err;
    private int refused;

    BatchSubmission(Api api, Duration patience, PrintWriter out, PrintWriter err) {
        this.posting = new Posting(api, patience, err);
        this.patience = patience;
        this.out = out;
        this.err = err;
    }

    /** A job, and its line, counted from 1. */
    private record Line(int number, ObjectNode job) {}

    /** @throws FailedException when the file cannot be read, or the server does not take it in time */
    int submit(Path file) throws InterruptedException {
        List<Line> batch = new ArrayList<>();
        int bytes = 0;
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                if (text.isBlank()) {
                    continue;
                }
                if (batch.size() == JOBS_MAX || bytes + text.length() > BYTES_MAX) {
                    send(batch);
                    batch.clear();
                    bytes = 0;
                }
                batch.add(new Line(number, job(file, number, text)));
                bytes += text.length();
            }
        } catch (IOException e) {
            throw new FailedException("--batch " + file + " cannot be read: " + e, e);
        }
        send(batch);
        return refused == 0 ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private static ObjectNode job(Path file, int number, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode job) {
                if (!job.hasNonNull(KEY)) {
                    // So that it can be sent again when it is not known whether it was accepted.
                    job.put(KEY, UUID.randomUUID().toString());
                }
                return job;
            }
        } catch (JsonProcessingException e) {
            throw new FailedException(
                    file + ", line " + number + ": expected a job in JSON: " + e.getOriginalMessage(), e);
        }
        throw new FailedException(file + ", line " + number + ": expected a job in JSON, as an object");
    }

    /** Again and again with the same keys, while it is not known of some; the whole batch, so that the order stays. */
    private void send(List<Line> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        ObjectNode body = JSON.createObjectNode();
        batch.forEach(line -> body.withArray("jobs").add(line.job()));
        long deadline = System.nanoTime() + patience.toNanos();
        JsonNode items = post(body);
        while (unknown(items) && System.nanoTime() - deadline < 0) {
            TimeUnit.SECONDS.sleep(1);
            items = post(body);
        }
        for (int i = 0; i < batch.size(); i++) {
            tell(batch.get(i), items.path(i));
        }
        out.flush();
    }

    private JsonNode post(ObjectNode body) throws InterruptedException {
        return posting.post(new Posting.Wish(
                        "/v1/jobs:batch",
                        body,
                        Map.of(),
                        "the batch",
                        "The same again cannot run jobs twice that have an " + KEY + " in the file"))
                .body()
                .path("items");
    }

    private static boolean unknown(JsonNode items) {
        for (JsonNode item : items) {
            if (item.path("status").asInt() == 503 || item.path("status").asInt() == 429) {
                return true;
            }
        }
        return false;
    }

    private void tell(Line line, JsonNode item) {
        if (item.hasNonNull("jobId")) {
            out.println(item.path("jobId").asText());
            return;
        }
        refused++;
        JsonNode problem = item.path("problem");
        StringBuilder text = new StringBuilder("line " + line.number() + ": "
                + problem.path("detail").asText(problem.path("title").asText("refused")));
        problem.path("errors")
                .forEach(error -> text.append("; ")
                        .append(error.path("pointer").asText())
                        .append(' ')
                        .append(error.path("detail").asText()));
        err.println(text);
    }
}
