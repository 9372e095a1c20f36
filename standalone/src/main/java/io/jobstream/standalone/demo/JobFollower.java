// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.EventStream;
import io.jobstream.standalone.client.FactText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Prints what happens to a job while it happens, and gives the job when it is over. */
final class JobFollower {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Api api;
    private final Screen screen;
    private final Map<String, CompletableFuture<JsonNode>> settled = new LinkedHashMap<>();

    JobFollower(Api api, Screen screen) {
        this.api = api;
        this.screen = screen;
    }

    /** Completes with the job as the HTTP interface shows it. */
    CompletableFuture<JsonNode> follow(String jobId, String name) {
        CompletableFuture<JsonNode> over = new CompletableFuture<>();
        settled.put(jobId, over);
        thread("facts-" + name, over, () -> {
            facts(jobId, name);
            JsonNode job = settledJob(jobId);
            over.complete(job);
        });
        thread("log-" + name, over, () -> log(jobId, name));
        return over;
    }

    private void facts(String jobId, String name) throws InterruptedException {
        new EventStream(api, "/v1/jobs/" + jobId + "/events", PATIENCE).follow(event -> {
            if ("fact".equals(event.name())) {
                screen.fact(name, FactText.of(event.data()));
            }
            return true;
        });
    }

    private void log(String jobId, String name) throws InterruptedException {
        StringBuilder rest = new StringBuilder();
        new EventStream(api, "/v1/jobs/" + jobId + "/logs", PATIENCE).follow(event -> {
            if ("log".equals(event.name())) {
                rest.append(event.data().path("text").asText());
                int end = rest.lastIndexOf("\n");
                if (end >= 0) {
                    rest.substring(0, end).lines().forEach(line -> screen.log(name, line));
                    rest.delete(0, end + 1);
                }
            }
            return true;
        });
        if (!rest.isEmpty()) {
            screen.log(name, rest.toString());
        }
    }

    /** The facts may be ahead of the view that is shown. */
    private JsonNode settledJob(String jobId) throws InterruptedException, java.io.IOException {
        while (true) {
            Api.Answer answer = api.get("/v1/jobs/" + jobId);
            if (answer.ok() && "SETTLED".equals(answer.body().path("state").asText())) {
                return answer.body();
            }
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void thread(String name, CompletableFuture<JsonNode> over, Following following) {
        Thread thread = new Thread(
                () -> {
                    try {
                        following.run();
                    } catch (Exception e) {
                        over.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Following {
        void run() throws Exception;
    }
}
