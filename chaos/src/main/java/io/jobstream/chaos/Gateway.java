// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of the gateway, which may be away at any time. */
final class Gateway implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 300;
    private static final int ACCEPTED = 202;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI server;
    private final AtomicInteger repeated = new AtomicInteger();
    private volatile boolean closed;
    private volatile @Nullable String refused;

    Gateway(URI server) {
        this.server = server;
    }

    HttpRequest post(String path, String key, String body) {
        return to(path).header("Idempotency-Key", '"' + key + '"')
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    HttpRequest put(String path, String body) {
        return to(path).PUT(BodyPublishers.ofString(body)).build();
    }

    /** Whether it arrives is nobody's promise. */
    void sendOnce(HttpRequest request) {
        var unused = client.sendAsync(request, BodyHandlers.discarding());
    }

    /** Sends it again and again until the answer is 202, with whose body this completes. */
    CompletableFuture<String> send(HttpRequest request) {
        CompletableFuture<String> accepted = new CompletableFuture<>();
        send(request, accepted);
        return accepted;
    }

    /** How often an answer was not 202, or none. */
    int repeated() {
        return repeated.get();
    }

    /** @throws IllegalStateException when something is wrong with a request itself */
    void requireNothingRefused() {
        String problem = refused;
        if (problem != null) {
            throw new IllegalStateException("the gateway refused a request: " + problem);
        }
    }

    /** Repeats nothing any more. */
    @Override
    public void close() {
        closed = true;
    }

    private void send(HttpRequest request, CompletableFuture<String> accepted) {
        if (closed) {
            return;
        }
        var unused = client.sendAsync(request, BodyHandlers.ofString()).whenComplete((answer, problem) -> {
            if (problem == null && answer.statusCode() == ACCEPTED) {
                accepted.complete(answer.body());
            } else if (problem == null && answer.statusCode() < 500) {
                refused = answer.statusCode() + " " + answer.body();
            } else {
                repeated.incrementAndGet();
                CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> send(request, accepted));
            }
        });
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER).header("Content-Type", "application/json");
    }
}
