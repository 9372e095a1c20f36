// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.FailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Hands a job in, once: whatever has to be sent again is sent under the same key. */
final class Submitting {
    private final Api api;
    private final Duration patience;
    private final PrintWriter err;

    Submitting(Api api, Duration patience, PrintWriter err) {
        this.api = api;
        this.patience = patience;
        this.err = err;
    }

    /** The server's answer, with {@code jobId} and {@code pool}. */
    JsonNode submit(ObjectNode body, String key) throws InterruptedException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            long pauseSeconds = 1;
            String problem;
            try {
                Api.Answer answer = api.post("/v1/jobs", bytes, Map.of("Idempotency-Key", '"' + key + '"'));
                if (answer.ok()) {
                    return answer.body();
                }
                if (answer.status() != 503 && answer.status() != 429) {
                    throw new FailedException(api.server() + " did not take the job: " + answer.problem());
                }
                problem = answer.problem();
                pauseSeconds = answer.retryAfter().orElse(1L);
            } catch (IOException e) {
                problem = "no answer (" + e.getClass().getSimpleName() + ")";
            }
            if (System.nanoTime() + TimeUnit.SECONDS.toNanos(pauseSeconds) - deadline > 0) {
                throw new FailedException(api.server() + " did not take the job, as far as is known: " + problem
                        + ". The same again with --idempotency-key " + key + " cannot run it twice");
            }
            if (!told) {
                err.println("Waiting for " + api.server() + ": " + problem);
                told = true;
            }
            TimeUnit.SECONDS.sleep(pauseSeconds);
        }
    }
}
