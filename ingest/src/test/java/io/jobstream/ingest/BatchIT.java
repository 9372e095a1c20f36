// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class BatchIT {
    private static TestCluster cluster;
    private static Gateway gateway;

    @BeforeAll
    static void start(TestCluster given) {
        cluster = given;
        gateway = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
        await().until(() -> gateway.get("/readyz").status() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void acceptsAThousandJobsInFewRecordsAndGivesTheSameIdsAgain() {
        String body = batch(IntStream.range(0, 1_000).mapToObj(i -> job("big-batch", "job-" + i, "big-" + i)));

        Answer first = gateway.post("/v1/jobs:batch", body);
        Answer again = gateway.post("/v1/jobs:batch", body);

        assertThat(first.status()).isEqualTo(200);
        assertThat(statuses(first)).hasSize(1_000).containsOnly(202);
        assertThat(first.body().at("/items/999/name").asText()).isEqualTo("job-999");
        assertThat(first.body().at("/items/7/location").asText())
                .isEqualTo("/v1/jobs/" + ids(first).get(7));
        assertThat(ids(first)).doesNotHaveDuplicates();
        assertThat(ids(again)).isEqualTo(ids(first));
        List<JobRequest> requests = gateway.requestsOf("big-batch");
        assertThat(requests).hasSize(4).allMatch(request -> request.getJobs().size() <= 256);
        assertThat(requests.stream()
                        .flatMap(request -> request.getJobs().stream())
                        .map(RequestedJob::getSpec)
                        .map(spec -> spec.getJobId()))
                .containsExactlyElementsOf(ids(first));
        assertThat(requests.get(0).getIndependent().getKeys()).hasSize(256);
    }

    @Test
    void refusesTheJobsThatHaveMistakesAndTakesTheOthers() {
        gateway.post(
                "/v1/jobs", "{\"name\": \"x\", \"script\": \"x\", \"pool\": \"mixed\"}", "Idempotency-Key", "used");

        Answer answer = gateway.post(
                "/v1/jobs:batch",
                batch(List.of(
                        job("mixed", "good", "k1"),
                        "{\"name\": \"no script\", \"pool\": \"mixed\"}",
                        "17",
                        job("mixed", "another body", "used"),
                        "{\"name\": \"bad key\", \"script\": \"x\", \"idempotencyKey\": 5}",
                        "{\"name\": \"unknown\", \"script\": \"x\", \"colour\": \"red\"}",
                        job("mixed-other", "good too", "k2"))
                        .stream()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(statuses(answer)).containsExactly(202, 400, 400, 422, 400, 400, 202);
        assertThat(answer.body().at("/items/1/problem/errors/0/pointer").asText())
                .isEqualTo("/script");
        assertThat(answer.body().at("/items/4/problem/errors/0/pointer").asText())
                .isEqualTo("/idempotencyKey");
        assertThat(gateway.requestsOf("mixed-other")).hasSize(1);
    }

    /** So that a client may go over from one call to the other, and repeat in either what it does not know. */
    @Test
    void isTheSameJobWhetherInABatchOrNot() {
        Answer one = gateway.post(
                "/v1/jobs",
                "{\"pool\": \"either\", \"script\": \"true\", \"name\": \"n\"}",
                "Idempotency-Key",
                "either-1");

        Answer many = gateway.post(
                "/v1/jobs:batch",
                batch(List.of(job("either", "n", "either-1"), job("either", "m", "either-2")).stream()));
        Answer back = gateway.post(
                "/v1/jobs",
                "{\"name\": \"m\", \"pool\": \"either\", \"script\": \"true\"}",
                "Idempotency-Key",
                "either-2");

        assertThat(ids(many).get(0)).isEqualTo(one.text("jobId"));
        assertThat(back.text("jobId")).isEqualTo(ids(many).get(1));
        assertThat(gateway.requestsOf("either")).hasSize(2);
    }

    @Test
    void aKeyTwiceInABatchIsOneJob() {
        Answer answer = gateway.post(
                "/v1/jobs:batch", batch(List.of(job("twice", "n", "twice"), job("twice", "n", "twice")).stream()));

        assertThat(ids(answer).get(1)).isEqualTo(ids(answer).get(0));
        assertThat(gateway.requestsOf("twice").get(0).getJobs()).hasSize(1);
    }

    /** In company it would spare what came before it in the same record. */
    @Test
    void aJobThatCancelsWhatCameBeforeTravelsAlone() {
        String cancels = "{\"name\": \"c\", \"script\": \"true\", \"pool\": \"alone\","
                + " \"concurrency\": {\"group\": \"g\", \"cancelInProgress\": true}}";

        gateway.post(
                "/v1/jobs:batch",
                batch(
                        List.of(job("alone", "a", "a"), job("alone", "b", "b"), cancels, job("alone", "d", "d"))
                                .stream()));

        assertThat(gateway.requestsOf("alone"))
                .extracting(r -> r.getJobs().size())
                .containsExactly(2, 1, 1);
    }

    @Test
    void recordsStayWithinTheirLimit() {
        String script = "x".repeat(100_000);
        Answer answer = gateway.post(
                "/v1/jobs:batch",
                batch(IntStream.range(0, 5)
                        .mapToObj(i -> "{\"name\": \"n\", \"script\": \"" + script + "\", \"pool\": \"bulky\"}")));

        assertThat(statuses(answer)).containsOnly(202);
        assertThat(gateway.requestsOf("bulky"))
                .extracting(request -> request.getJobs().size())
                .containsExactly(2, 2, 1);
        assertThat(Topics.REQUEST_BYTES_MAX).isEqualTo(256 * 1024);
    }

    @Test
    void refusesWhatIsNoBatch() {
        assertThat(gateway.post("/v1/jobs:batch", "{}").status()).isEqualTo(400);
        assertThat(gateway.post("/v1/jobs:batch", "{\"jobs\": []}").pointers()).containsExactly("/jobs");
        assertThat(gateway.post("/v1/jobs:batch", "{\"jobs\": {}}").status()).isEqualTo(400);
        assertThat(gateway.post(
                                "/v1/jobs:batch",
                                batch(IntStream.range(0, 1_001).mapToObj(i -> "{}")))
                        .status())
                .isEqualTo(400);
        assertThat(gateway.post("/v1/jobs:batch", "[" + " ".repeat(4 * 1024 * 1024) + "]")
                        .status())
                .isEqualTo(413);
    }

    private static String batch(Stream<String> jobs) {
        return jobs.collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
    }

    private static String job(String pool, String name, String key) {
        return "{\"name\": \"" + name + "\", \"pool\": \"" + pool + "\", \"script\": \"true\", \"idempotencyKey\": \""
                + key + "\"}";
    }

    private static List<Integer> statuses(Answer answer) {
        List<Integer> statuses = new ArrayList<>();
        answer.body()
                .path("items")
                .forEach(item -> statuses.add(item.path("status").asInt()));
        return statuses;
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : answer.body().path("items")) {
            ids.add(item.path("jobId").asText());
        }
        return ids;
    }
}
