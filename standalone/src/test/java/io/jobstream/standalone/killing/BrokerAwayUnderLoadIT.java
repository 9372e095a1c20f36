// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.SchedulerApplication;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker goes away for half a minute while jobs are submitted at a fixed rate; {@code -Daway.rate} is per second.
 */
class BrokerAwayUnderLoadIT {
    private static final Logger log = LoggerFactory.getLogger(BrokerAwayUnderLoadIT.class);
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("away.seconds", 30));
    private static final int RATE = Integer.getInteger("away.rate", 50);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern JOB_ID = Pattern.compile("\"jobId\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger keys = new AtomicInteger();
    private final Map<Integer, CompletableFuture<HttpResponse<String>>> answers = new ConcurrentHashMap<>();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void everyAcceptedJobIsOneJobAndTheOthersAreWhenTheyAreRepeated() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                StreamsApplications streams = StreamsApplications.start(
                        StreamsSettings.embedded(directory),
                        cluster.connection(),
                        List.of(new SchedulerApplication(
                                SchedulingPolicy.DEFAULT, cluster.partitions(), Signatures.NOT_REQUIRED)));
                Ingest ingest = Ingest.start(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
                HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), List.of(ingest.endpoints()))) {
            await().atMost(PATIENCE)
                    .until(() -> streams.health().ready()
                            && ingest.endpoints().health().ready());

            submitWhile(cluster, server.uri());
            Map<Integer, HttpResponse<String>> first = join();
            Map<Integer, Long> statuses = first.values().stream()
                    .collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
            log.atInfo()
                    .addKeyValue("away", AWAY)
                    .addKeyValue("answers", statuses)
                    .log("What was answered");
            assertThat(statuses).containsOnlyKeys(202, 503);
            assertThat(statuses.get(503)).isGreaterThan(RATE * AWAY.toSeconds() / 2);
            assertThat(statuses.get(202)).isGreaterThan(RATE);

            Map<Integer, String> jobs = repeatAll(server.uri());
            first.forEach((key, answer) -> {
                if (answer.statusCode() == 202) {
                    assertThat(jobId(answer)).as("job of key " + key).isEqualTo(jobs.get(key));
                }
            });
            assertThat(admitted(cluster, jobs.size()))
                    .isEqualTo(jobs.values().stream()
                            .collect(Collectors.toMap(job -> job, job -> 1L, Long::sum, TreeMap::new)));
            assertThat(jobs.values()).doesNotHaveDuplicates();
        }
    }

    /** At a fixed rate, whatever becomes of those before: two seconds before the broker goes, and until it is back. */
    private void submitWhile(EmbeddedCluster cluster, URI server) throws InterruptedException {
        var load = clock.scheduleAtFixedRate(
                () -> {
                    int key = keys.getAndIncrement();
                    answers.put(key, submit(server, key));
                },
                0,
                1_000_000 / RATE,
                TimeUnit.MICROSECONDS);
        TimeUnit.SECONDS.sleep(2);
        cluster.stopBroker();
        TimeUnit.SECONDS.sleep(AWAY.toSeconds());
        cluster.startBroker();
        int back = keys.get();
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(back, keys.get())
                        .mapToObj(answers::get)
                        .anyMatch(answer -> answer != null
                                && answer.isDone()
                                && answer.join().statusCode() == 202));
        TimeUnit.SECONDS.sleep(2);
        load.cancel(false);
    }

    private Map<Integer, HttpResponse<String>> join() {
        Map<Integer, HttpResponse<String>> all = new TreeMap<>();
        answers.forEach((key, answer) -> all.put(key, answer.join()));
        return all;
    }

    /** Each key again, until it is accepted; the ids of the jobs. */
    private Map<Integer, String> repeatAll(URI server) {
        Map<Integer, String> jobs = new TreeMap<>();
        for (int key = 0; key < keys.get(); key++) {
            int repeated = key;
            HttpResponse<String> answer = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .pollDelay(Duration.ZERO)
                    .until(() -> submit(server, repeated).join(), found -> found.statusCode() == 202);
            jobs.put(key, jobId(answer));
        }
        return jobs;
    }

    /** How often the scheduler took each job. */
    private static Map<String, Long> admitted(EmbeddedCluster cluster, int jobs) {
        try (var events = TopicReader.ofAll(
                cluster.connection(), Topics.JOB_EVENTS, cluster.partitions().count())) {
            await().atMost(PATIENCE).until(() -> admissions(events).size() >= jobs);
            return admissions(events).stream()
                    .collect(Collectors.groupingBy(job -> job, TreeMap::new, Collectors.counting()));
        }
    }

    private static List<String> admissions(TopicReader<JobEvent> events) {
        List<String> admitted = new ArrayList<>();
        for (TopicReader.Entry<JobEvent> entry : events.toEnd()) {
            if (entry.value().getType() == JobEventType.JOB_ADMITTED) {
                admitted.add(entry.value().getJobId());
            }
        }
        return admitted;
    }

    private CompletableFuture<HttpResponse<String>> submit(URI server, int key) {
        String body = "{\"name\": \"job " + key + "\", \"pool\": \"pool-" + key % 4 + "\", \"script\": \"true\"}";
        return client.sendAsync(
                HttpRequest.newBuilder(server.resolve("/v1/jobs"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "key-" + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String jobId(HttpResponse<String> answer) {
        Matcher matcher = JOB_ID.matcher(answer.body().replace("\": \"", "\":\""));
        assertThat(matcher.find()).as(answer.body()).isTrue();
        return matcher.group(1);
    }
}
