// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What Ctrl-C means while a job is waited for. */
final class Interrupt implements AutoCloseable {
    private final Thread hook;
    private volatile boolean armed = true;

    private Interrupt(Runnable action) {
        hook = new Thread(
                () -> {
                    if (armed) {
                        action.run();
                    }
                },
                "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Interrupt leaving(String jobId, PrintWriter err) {
        return new Interrupt(() -> err.println("job " + jobId + " goes on"));
    }

    static Interrupt cancelling(Api api, String jobId, String pool, PrintWriter err) {
        return new Interrupt(() -> {
            byte[] body = JsonNodeFactory.instance
                    .objectNode()
                    .put("pool", pool)
                    .put("reason", "interrupted by its submitter")
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            try {
                Api.Answer answer = api.post("/v1/jobs/" + jobId + "/cancel", body, Map.of());
                err.println(
                        answer.ok() ? "job " + jobId + " is being cancelled" : notCancelled(jobId, answer.problem()));
            } catch (IOException e) {
                err.println(notCancelled(jobId, "no answer (" + e.getClass().getSimpleName() + ")"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The job is over: there is nothing left to interrupt. */
    void disarm() {
        armed = false;
    }

    @Override
    public void close() {
        // While the process ends the hook runs, and may not be taken away; otherwise the process goes on without it.
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs.
        }
    }

    private static String notCancelled(String jobId, String problem) {
        return "job " + jobId + " could not be cancelled and goes on: " + problem;
    }
}
