// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.metrics.MetricsApplication;
import io.jobstream.streams.notifications.NotificationsApplication;
import io.jobstream.streams.status.StatusApplication;
import io.jobstream.streams.testing.Beats;
import io.jobstream.streams.testing.Facts;
import io.jobstream.streams.testing.TopicLog;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views on a real broker: written once, restored from changelogs, and rebuilt from the log. */
@OnCluster
class ViewsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final String pool = "views-" + UUID.randomUUID();
    /**
     * About now, as the facts of others in the same log, and in the middle of an hour, so that one window has them all.
     */
    private final Facts facts = new Facts(pool)
            .later(Duration.between(
                    Facts.NOON, Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(30))));

    private AvroCodec codec;
    private Producer<String, byte[]> producer;
    private TopicLog log;

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    ViewsIT(TestCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void connect() {
        codec = AvroCodec.of(cluster.connection());
        producer = cluster.connection().producer("test");
        log = new TopicLog(cluster.connection(), codec);
    }

    @AfterEach
    void disconnect() throws IOException {
        log.close();
        producer.close();
        codec.close();
    }

    @Test
    void goOnWhereTheyWereWhenTheirDiskIsGone() throws Exception {
        try (StreamsApplications first = start("first", "")) {
            happen(List.of(facts.admitted(job("a")), facts.queued(id("a"), false), facts.granted(id("a"), 1, "r1")));
            await().atMost(PATIENCE).until(() -> state("a") == JobState.ASSIGNED);
        }
        try (StreamsApplications second = start("second", "")) {
            happen(List.of(facts.accepted(id("a"), 1, "r1")));
            happen(facts.ending(id("a"), 1, "r1", Outcome.FAILED));
            await().atMost(PATIENCE).until(() -> state("a") == JobState.SETTLED && told().size() == 1);
            await().atMost(PATIENCE).until(() -> counted() == 1);
            assertThat(second.health().problems()).isEmpty();
        }

        assertThat(statuses())
                .extracting(JobStatus::getRevision)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(log.read(Topics.JOB_ATTEMPTS))
                .filteredOn(attempt -> attempt.getPool().equals(pool))
                .hasSize(1);
    }

    @Test
    void areEqualWhenRebuiltFromTheLog() throws Exception {
        happen(facts.life(job("a"), Outcome.FAILED));
        happen(facts.life(job("b"), Outcome.SUCCEEDED));
        happen(List.of(facts.admitted(job("c")), facts.queued(id("c"), false)));
        Map<String, String> before;
        List<Notification> told;
        try (StreamsApplications first = start("first", "")) {
            await().atMost(PATIENCE).until(() -> state("c") == JobState.QUEUED && told().size() == 2);
            await().atMost(PATIENCE).until(() -> counted() == 2);
            await().atMost(PATIENCE).until(this::poolIsStated);
            before = views();
            told = told();
        }

        int statements = statuses().size();
        try (StreamsApplications second = start("second", "-rebuilt")) {
            await().atMost(PATIENCE).until(() -> statuses().size() == 2 * statements && told().size() == 4);
        }

        assertThat(views()).isEqualTo(before);
        assertThat(told)
                .extracting(Notification::getKind)
                .containsExactly(NotificationKind.FAILED, NotificationKind.RECOVERED);
        assertThat(told().subList(2, 4)).isEqualTo(told);
    }

    private StreamsApplications start(String instance, String suffix) {
        return StreamsApplications.start(
                new StreamsSettings(
                        directory.resolve(instance), instance, 1, 0, StreamsSettings.ROCKS_DB_BYTES_DEFAULT),
                cluster.connection(),
                List.of(
                        new Renamed(new StatusApplication(), suffix),
                        new Renamed(new MetricsApplication(), suffix),
                        new Renamed(new NotificationsApplication(), suffix)));
    }

    private JobSpec job(String name) {
        return Facts.job(id(name)).build();
    }

    private String id(String name) {
        return name + "-" + pool;
    }

    private void happen(List<JobEvent> events) throws Exception {
        int partition = cluster.partitions().ofPool(pool);
        for (JobEvent event : events) {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_EVENTS.name(),
                            partition,
                            event.getJobId(),
                            codec.encode(Topics.JOB_EVENTS, event)))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private boolean poolIsStated() throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.RUNNER_HEARTBEATS.name(),
                        cluster.partitions().ofPool(pool),
                        null,
                        codec.encode(Topics.RUNNER_HEARTBEATS, Beats.tick())))
                .get(10, TimeUnit.SECONDS);
        return log.read(Topics.POOL_STATUS).stream()
                .anyMatch(status -> status.getPool().equals(pool) && status.getQueued() == 1);
    }

    private List<JobStatus> statuses() {
        return log.read(Topics.JOB_STATUS).stream()
                .filter(status -> status.getPool().equals(pool))
                .toList();
    }

    private JobState state(String name) {
        return statuses().stream()
                .filter(status -> status.getSpec().getJobId().equals(id(name)))
                .reduce((older, newer) -> newer)
                .map(JobStatus::getState)
                .orElse(JobState.UNKNOWN);
    }

    /** The newest statement of each job as text, but for what says when it was made. */
    private Map<String, String> views() {
        return statuses().stream()
                .collect(Collectors.toMap(
                        status -> status.getSpec().getJobId(),
                        status -> JobStatus.newBuilder(status)
                                .setRevision(0)
                                .setUpdatedAt(Instant.EPOCH)
                                .build()
                                .toString(), // Avro cannot compare times in unions.
                        (older, newer) -> newer));
    }

    private List<Notification> told() {
        return log.read(Topics.NOTIFICATIONS).stream()
                .filter(notification -> notification.getPool().equals(pool))
                .toList();
    }

    private long counted() {
        return log.read(Topics.JOB_METRICS).stream()
                .filter(metrics -> metrics.getDimensions().getPool().equals(pool))
                .mapToLong(JobMetrics::getJobs)
                .max()
                .orElse(0);
    }

    /** The same application as one that never ran: no group, no changelogs. */
    private record Renamed(Application application, String suffix) implements Application {
        @Override
        public String name() {
            return application.name() + suffix;
        }

        @Override
        public Duration commitInterval() {
            return application.commitInterval();
        }

        @Override
        public Topology topology(Intake intake) {
            return application.topology(intake);
        }
    }
}
