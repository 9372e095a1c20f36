// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Submits jobs over HTTP, as any CI system would. */
final class Submitter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ACCEPTED = 202;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    Submitter(URI server) {
        this.server = server;
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
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(response -> {
            if (response.statusCode() != ACCEPTED) {
                throw new IllegalStateException("HTTP " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        });
    }

    private static JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
