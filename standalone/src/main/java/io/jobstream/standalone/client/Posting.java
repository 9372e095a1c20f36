// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.FailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the server for what it may be asked for twice, until it answers or patience is over. */
public final class Posting {
    private final Api api;
    private final Duration patience;
    private final PrintWriter err;

    Posting(Api api, Duration patience, PrintWriter err) {
        this.api = api;
        this.patience = patience;
        this.err = err;
    }

    /**
     * What is asked for.
     *
     * @param method of HTTP
     * @param body null for none
     * @param what it is, as in "did not take the job"
     * @param again what asking once more would do, for who gives up
     */
    public record Wish(
            String method,
            String path,
            @Nullable ObjectNode body,
            Map<String, String> headers,
            String what,
            String again) {
        Wish(String path, ObjectNode body, Map<String, String> headers, String what, String again) {
            this("POST", path, body, headers, what, again);
        }
    }

    /**
     * The server's answer to it.
     *
     * @throws FailedException when the server refuses it, or patience is over
     */
    public Api.Answer post(Wish wish) throws InterruptedException {
        byte[] bytes =
                wish.body() == null ? new byte[0] : wish.body().toString().getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            long pauseSeconds = 1;
            String problem;
            try {
                Api.Answer answer = api.send(wish.method(), wish.path(), bytes, wish.headers());
                if (answer.ok()) {
                    return answer;
                }
                if (answer.status() != 503 && answer.status() != 429) {
                    throw new FailedException(api.server() + " did not take " + wish.what() + ": " + answer.problem());
                }
                problem = answer.problem();
                pauseSeconds = answer.retryAfter().orElse(1L);
            } catch (IOException e) {
                problem = "no answer (" + e.getClass().getSimpleName() + ")";
            }
            if (System.nanoTime() + TimeUnit.SECONDS.toNanos(pauseSeconds) - deadline > 0) {
                throw new FailedException(api.server() + " did not take " + wish.what() + ", as far as is known: "
                        + problem + ". " + wish.again());
            }
            if (!told) {
                err.println("Waiting for " + api.server() + ": " + problem);
                told = true;
            }
            TimeUnit.SECONDS.sleep(pauseSeconds);
        }
    }
}
