// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.runner.Runner;
import io.jobstream.runner.RunnerConfig;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long jobs wait though a runner could take them, by the log's own stamps. */
class LateRunnerIT {
    private static final Logger log = LoggerFactory.getLogger(LateRunnerIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PoolPartitions PARTITIONS = new PoolPartitions(4);
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int JOBS = 8;

    @TempDir
    Path directory;

    @Test
    void aWaitingJobIsGivenToARunnerThatJoinsAndLaterJobsToItWhileItIsIdle() throws Exception {
        try (Everything everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                0,
                NotifierConfig.NONE))) {
            everything.awaitReady(LIMIT);
            Api api = new Api(everything.uri());
            try (var events = TopicReader.ofAll(everything.connection(), Topics.JOB_EVENTS, PARTITIONS.count())) {
                String early = submit(api, "early");
                Instant queued = awaitFact(events, JobEventType.JOB_QUEUED, early);
                assertThat(facts(events, JobEventType.LEASE_GRANTED)).isEmpty();

                try (Runner runner = join(everything.connection())) {
                    Instant granted = awaitFact(events, JobEventType.LEASE_GRANTED, early);
                    Instant joined =
                            facts(events, JobEventType.RUNNER_JOINED).get(0).stamp();
                    log.atInfo()
                            .addKeyValue(
                                    "waitedMillis",
                                    Duration.between(queued, granted).toMillis())
                            .addKeyValue(
                                    "afterJoinMillis",
                                    Duration.between(joined, granted).toMillis())
                            .log("The runner that joined late has its job");
                    assertThat(Duration.between(joined, granted)).isBetween(Duration.ZERO, WAIT_MAX);
                    assertThat(queued).isBeforeOrEqualTo(joined);
                    awaitFact(events, JobEventType.JOB_SETTLED, early);

                    for (int i = 0; i < JOBS; i++) {
                        oneByOne(api, events, "later-" + i);
                    }
                    assertThat(runner.health().ready()).isTrue();
                }
            }
        }
    }

    private static void oneByOne(Api api, TopicReader<JobEvent> events, String name) throws Exception {
        String job = submit(api, name);
        awaitFact(events, JobEventType.JOB_SETTLED, job);
        Instant queued = awaitFact(events, JobEventType.JOB_QUEUED, job);
        Instant granted = awaitFact(events, JobEventType.LEASE_GRANTED, job);
        assertThat(Duration.between(queued, granted)).isBetween(Duration.ZERO, WAIT_MAX);
    }

    private Runner join(KafkaConnection connection) {
        RunnerConfig config =
                RunnerConfig.defaults("default", directory.resolve("late")).withRunnerId("late");
        return Runner.start(config.withMoreLabels(List.of("wanted")), connection, PARTITIONS);
    }

    private static String submit(Api api, String name) throws Exception {
        String body = JSON.createObjectNode()
                .put("name", name)
                .put("script", "true")
                .set("labels", JSON.createArrayNode().add("wanted"))
                .toString();
        Api.Answer answer = api.post("/v1/jobs", body.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(answer.status()).as(answer.problem()).isEqualTo(202);
        return answer.body().path("jobId").asText();
    }

    private static Instant awaitFact(TopicReader<JobEvent> events, JobEventType type, String jobId) {
        return await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> facts(events, type).stream()
                                .filter(entry -> jobId.equals(entry.value().getJobId()))
                                .map(TopicReader.Entry::stamp)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<TopicReader.Entry<JobEvent>> facts(TopicReader<JobEvent> events, JobEventType type) {
        return events.toEnd().stream()
                .filter(entry -> entry.value().getType() == type)
                .toList();
    }
}
