// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.observed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservedJobsIT {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String JOB = """
            {"action": "%1$s", "workflow_job": {"id": %2$d, "run_id": 7, "run_attempt": %3$d, "status": "%1$s",
            "conclusion": %4$s, "name": "build", "workflow_name": "CI", "head_branch": "main",
            "head_sha": "ec26c3e57ca3a959ca5aad62de7213c562f8c821", "labels": ["ubuntu-latest"],
            "runner_name": "GitHub Actions 5", "html_url": "https://github.com/acme/shop/actions/runs/7/job/%2$d",
            "created_at": "%5$s", "started_at": "%6$s", "completed_at": %7$s},
            "repository": {"full_name": "acme/shop", "html_url": "https://github.com/acme/shop"}}""";

    private final Instant created = Instant.now().minus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    Path directory;

    @Test
    void areShownCountedAndToldAsJobsOfThisSystemAre() throws Exception {
        try (Everything everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults().withGithubSecret(SECRET),
                0,
                NotifierConfig.NONE))) {
            everything.awaitReady(LIMIT);
            Api api = new Api(everything.uri());

            String first = deliver(api, "completed", 1, 1, "\"failure\"");
            assertThat(deliver(api, "queued", 1, 1, "null")).isEqualTo(first);
            deliver(api, "in_progress", 1, 1, "null");
            deliver(api, "completed", 1, 1, "\"failure\"");
            String again = deliver(api, "in_progress", 2, 2, "null");
            await().atMost(LIMIT).until(() -> state(api, again).equals("RUNNING"));
            deliver(api, "completed", 2, 2, "\"success\"");

            await().atMost(LIMIT).until(() -> state(api, again).equals("SETTLED"));
            JsonNode failed = api.get("/v1/jobs/" + first).body();
            assertThat(failed.path("state").asText()).isEqualTo("SETTLED");
            assertThat(failed.path("outcome").asText()).isEqualTo("FAILED");
            assertThat(failed.path("pool").asText()).isEqualTo("observed:github");
            assertThat(failed.at("/observed/url").asText())
                    .isEqualTo("https://github.com/acme/shop/actions/runs/7/job/1");
            assertThat(failed.at("/attempts/0/runnerId").asText()).isEqualTo("GitHub Actions 5");
            assertThat(api.get("/v1/jobs?repository=acme/shop&state=SETTLED")
                            .body()
                            .path("items"))
                    .hasSize(2);

            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode row =
                        api.get("/v1/analytics/jobs?group_by=pool").body().at("/items/0");
                assertThat(row.path("pool").asText()).isEqualTo("observed:github");
                assertThat(row.path("jobs").asInt()).isEqualTo(2);
            });
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(told(everything.connection()))
                            .extracting(Notification::getKind)
                            .containsExactly(NotificationKind.FAILED, NotificationKind.RECOVERED));
            assertThat(Check.run(everything.connection(), CheckOptions.DEFAULT.whenComplete(), Progress.NONE)
                            .holds())
                    .isTrue();
        }
    }

    /** The id of the job that it told of. */
    private String deliver(Api api, String state, int id, int attempt, String conclusion) throws Exception {
        String completed = state.equals("completed") ? "\"" + created.plusSeconds(70) + "\"" : "null";
        byte[] body = JOB.formatted(state, id, attempt, conclusion, created, created.plusSeconds(10), completed)
                .getBytes(StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        Api.Answer answer = api.post(
                "/v1/webhooks/github",
                body,
                Map.of(
                        "X-GitHub-Event",
                        "workflow_job",
                        "X-GitHub-Delivery",
                        state.replace('_', '-') + "-" + id,
                        "X-Hub-Signature-256",
                        "sha256=" + HexFormat.of().formatHex(mac.doFinal(body))));
        assertThat(answer.status()).as(answer.problem()).isEqualTo(202);
        return answer.body().at("/observed/0").asText();
    }

    private static String state(Api api, String jobId) throws Exception {
        return api.get("/v1/jobs/" + jobId).body().path("state").asText();
    }

    private static List<Notification> told(KafkaConnection connection) throws Exception {
        List<Notification> told = new ArrayList<>();
        try (AvroCodec codec = AvroCodec.of(connection);
                var consumer = connection.consumer("test")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.NOTIFICATIONS.name()).stream()
                    .map(partition -> new TopicPartition(Topics.NOTIFICATIONS.name(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> told.add(codec.decode(Topics.NOTIFICATIONS, record.value())));
            }
        }
        return told;
    }
}
