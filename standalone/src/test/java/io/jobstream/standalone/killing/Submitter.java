// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.client.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Submits, and repeats with the same key whatever was not answered by 202; every fifth submission even then. */
final class Submitter implements AutoCloseable {
    private static final int THREADS = 3;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Api api;
    private final List<Workload.Submission> submissions;
    private final Semaphore released = new Semaphore(0);
    private final Semaphore never = new Semaphore(0);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CompletableFuture<Void> done;

    Submitter(URI server, List<Workload.Submission> submissions) {
        this.api = new Api(server);
        this.submissions = submissions;
        CompletableFuture<?>[] all = new CompletableFuture<?>[THREADS];
        for (int i = 0; i < THREADS; i++) {
            all[i] = CompletableFuture.runAsync(this::submitAll, threads);
        }
        done = CompletableFuture.allOf(all);
    }

    /** Lets so many more submissions go. */
    void release(int count) {
        released.release(count);
    }

    /** Ids of accepted jobs by name, when everything was accepted. */
    Map<String, String> awaitAccepted(Duration limit) throws Exception {
        release(submissions.size());
        done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        return Map.copyOf(accepted);
    }

    /** How many answers were not 202. */
    int repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void submitAll() {
        try {
            for (int i = next.getAndIncrement(); i < submissions.size(); i = next.getAndIncrement()) {
                released.acquire();
                submit(submissions.get(i));
                if (i % 5 == 0) {
                    submit(submissions.get(i));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void submit(Workload.Submission submission) throws InterruptedException {
        byte[] body = submission.body().getBytes(StandardCharsets.UTF_8);
        while (true) {
            try {
                Api.Answer answer =
                        api.post(submission.path(), body, Map.of("Idempotency-Key", '"' + submission.key() + '"'));
                if (answer.status() == 202) {
                    accepted(answer.body());
                    return;
                }
                assertThat(answer.status()).as(answer.problem()).isEqualTo(503);
            } catch (IOException e) {
                // Not known.
            }
            repeated.incrementAndGet();
            boolean unused = never.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void accepted(JsonNode answer) {
        Iterable<JsonNode> jobs = answer.has("jobs") ? answer.path("jobs") : List.of(answer);
        for (JsonNode job : jobs) {
            String id = job.path("jobId").asText();
            String before = accepted.put(job.path("name").asText(), id);
            assertThat(before == null || before.equals(id))
                    .as("the same id for a repeated key")
                    .isTrue();
        }
    }
}
