// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.standalone.client.Api;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Submits a job every now and then until it is stopped; what is not answered by 202 is repeated with its key. */
final class Load implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Semaphore NEVER = new Semaphore(0);
    private static final Duration SETTLED = Duration.ofMinutes(4);

    private final Api ingest;
    private final String name;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CompletableFuture<Map<String, String>> accepted;

    Load(Api ingest, String name) {
        this.ingest = ingest;
        this.name = name;
        this.accepted = CompletableFuture.supplyAsync(this::submitAll);
    }

    /** Stops it; ids of the accepted jobs by name, once each job of it was accepted. */
    Map<String, String> accepted() throws Exception {
        ending.countDown();
        return accepted.get(SETTLED.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the job is over; the job as {@code query} shows it. */
    static JsonNode settled(Api query, String jobId) {
        return await("job " + jobId)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(IOException.class::isInstance)
                .until(
                        () -> query.get("/v1/jobs/" + jobId).body(),
                        job -> "SETTLED".equals(job.path("state").asText()));
    }

    /** Submits until it is accepted; the job's id. */
    static String submit(Api ingest, String name, String script) throws InterruptedException {
        byte[] body = JSON.createObjectNode()
                .put("name", name)
                .put("script", script)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        while (true) {
            try {
                Api.Answer answer = ingest.post("/v1/jobs", body, Map.of("Idempotency-Key", '"' + name + '"'));
                if (answer.status() == 202) {
                    return answer.body().path("jobId").asText();
                }
                assertThat(answer.status()).as(answer.problem()).isEqualTo(503);
            } catch (IOException e) {
                // Not known: the same key again.
            }
            boolean unused = NEVER.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        ending.countDown();
    }

    private Map<String, String> submitAll() {
        Map<String, String> ids = new TreeMap<>();
        try {
            do {
                String job = name + "-" + ids.size();
                ids.put(job, submit(ingest, job, "mkdir -p ~/ran && echo ran >> ~/ran/" + job));
            } while (!ending.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
            return ids;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
