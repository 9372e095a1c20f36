// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Jobs that ask for a runner that never comes, and so wait until they are timed out. */
final class Backlog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IN_A_REQUEST = 200;
    private static final int REQUESTS_AT_A_TIME = 8;

    private final Gateway gateway;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    Backlog(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Sends so many, which give up {@code after} they were accepted; completes when all are. */
    CompletableFuture<Void> send(int count, List<String> pools, Duration after) {
        int requests = (count + IN_A_REQUEST - 1) / IN_A_REQUEST;
        CompletableFuture<?>[] lanes = new CompletableFuture<?>[REQUESTS_AT_A_TIME];
        for (int lane = 0; lane < lanes.length; lane++) {
            CompletableFuture<?> last = CompletableFuture.completedFuture("");
            for (int request = lane; request < requests; request += lanes.length) {
                int jobs = Math.min(IN_A_REQUEST, count - request * IN_A_REQUEST);
                HttpRequest next = request(request, jobs, pools.get(request % pools.size()), after);
                last = last.thenCompose(done -> gateway.send(next)).thenAccept(this::accepted);
            }
            lanes[lane] = last;
        }
        return CompletableFuture.allOf(lanes);
    }

    /** Ids of the jobs that were accepted. */
    Set<String> accepted() {
        return accepted;
    }

    private HttpRequest request(int number, int count, String pool, Duration after) {
        ObjectNode body = JSON.createObjectNode().put("pool", pool).put("tenant", Tenants.NAMES.get(0));
        ArrayNode jobs = body.putArray("jobs");
        for (int job = 0; job < count; job++) {
            jobs.addObject()
                    .put("name", "backlog-" + number + "-" + job)
                    .put("script", "exit 1")
                    .put("startWithin", after.toString())
                    .putArray("labels")
                    .add("nowhere");
        }
        return gateway.post("/v1/pipelines", "backlog-" + number, body.toString());
    }

    private void accepted(String answer) {
        try {
            for (JsonNode job : JSON.readTree(answer).path("jobs")) {
                accepted.add(job.path("jobId").asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
