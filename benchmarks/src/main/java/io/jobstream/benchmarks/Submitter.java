// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs over HTTP, as any CI system would. On Jetty's client, which writes in the caller's thread and reads in
 * one of its own: the JDK's hands a request over between four, on two cores a part of what is measured.
 */
final class Submitter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ACCEPTED = 202;
    private static final int CONNECTIONS_MAX = 256;
    private static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;
    private static final int QUEUED_MAX = 100_000;

    private final HttpClient client = new HttpClient();
    private final URI server;
    private final @Nullable String token;

    Submitter(URI server) {
        this(server, null);
    }

    /** With a credential; null for none. */
    Submitter(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
        client.setMaxConnectionsPerDestination(CONNECTIONS_MAX);
        client.setMaxRequestsQueuedPerDestination(QUEUED_MAX);
        LifeCycle.start(client);
    }

    /** The ids of the jobs that were accepted, when they were. */
    CompletableFuture<List<String>> submit(String pool, int jobs) {
        boolean one = jobs == 1;
        return post(one ? "/v1/jobs" : "/v1/pipelines", one ? job(pool) : pipeline(pool, jobs))
                .thenApply(answer -> {
                    JsonNode accepted = parse(answer);
                    List<String> ids = new ArrayList<>();
                    if (one) {
                        ids.add(accepted.get("jobId").asText());
                    } else {
                        accepted.get("jobs")
                                .forEach(job -> ids.add(job.get("jobId").asText()));
                    }
                    return ids;
                });
    }

    /** How many jobs of a batch were accepted, when it was answered; number {@code number} of its kind. */
    CompletableFuture<Integer> batch(int number, int pools, int jobs) {
        StringBuilder body = new StringBuilder("{\"jobs\":[");
        for (int i = 0; i < jobs; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"benchmark\",\"pool\":\"bench-")
                    .append(i % pools)
                    .append("\",\"script\":\"true\",\"idempotencyKey\":\"")
                    .append(number)
                    .append('-')
                    .append(i)
                    .append("\"}");
        }
        return post("/v1/jobs:batch", body.append("]}").toString()).thenApply(answer -> {
            int accepted = 0;
            for (JsonNode item : parse(answer).get("items")) {
                if (item.get("status").asInt() != ACCEPTED) {
                    throw new IllegalStateException(item.toString());
                }
                accepted++;
            }
            return accepted;
        });
    }

    /** Done when the pool has so many cells. */
    CompletableFuture<String> declareCells(String pool, int count) {
        return send(HttpMethod.PUT, "/v1/pools/" + pool + "/policy", "{\"cells\":" + count + "}");
    }

    private static String job(String pool) {
        return "{\"name\":\"benchmark\",\"pool\":\"" + pool + "\",\"script\":\"true\"}";
    }

    private static String pipeline(String pool, int jobs) {
        StringBuilder body = new StringBuilder("{\"pool\":\"" + pool + "\",\"jobs\":[");
        for (int i = 0; i < jobs; i++) {
            body.append(i == 0 ? "" : ",").append("{\"name\":\"benchmark-" + i + "\",\"script\":\"true\"}");
        }
        return body.append("]}").toString();
    }

    private CompletableFuture<String> post(String path, String body) {
        return send(HttpMethod.POST, path, body);
    }

    private CompletableFuture<String> send(HttpMethod method, String path, String body) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        client.newRequest(server + path)
                .method(method)
                .headers(headers -> {
                    if (token != null) {
                        headers.put(HttpHeader.AUTHORIZATION, "Bearer " + token);
                    }
                })
                .body(new StringRequestContent("application/json", body))
                .send(new BufferingResponseListener(ANSWER_BYTES_MAX) {
                    @Override
                    public void onComplete(Result result) {
                        if (result.isFailed()) {
                            answer.completeExceptionally(result.getFailure());
                        } else if (result.getResponse().getStatus() / 100 == 2) {
                            answer.complete(getContentAsString());
                        } else {
                            answer.completeExceptionally(new IllegalStateException(
                                    "HTTP " + result.getResponse().getStatus() + ": " + getContentAsString()));
                        }
                    }
                });
        return answer;
    }

    private static JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
    }
}
