// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler's transactions on a real broker: whatever ends one, the log has each fact once. */
@OnCluster
class SchedulerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final String pool = "pool-" + UUID.randomUUID();
    private final SchedulerInputs inputs = new SchedulerInputs(pool);
    private final List<Process> processes = new ArrayList<>();
    private AvroCodec codec;
    private Producer<String, byte[]> producer;

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    SchedulerIT(TestCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void connect() {
        codec = AvroCodec.of(cluster.connection());
        producer = cluster.connection().producer("test");
    }

    @AfterEach
    void disconnect() throws IOException {
        processes.forEach(Process::destroyForcibly);
        producer.close();
        codec.close();
    }

    @Test
    void restoresItsStateFromTheChangelogWhenItsDiskIsGone() {
        try (StreamsApplications first = start("first")) {
            send(Topics.JOB_REQUESTS, inputs.request(Instant.now(), "job-" + pool));
            awaitEvent(JobEventType.JOB_QUEUED);
        }
        try (StreamsApplications second = start("second")) {
            runUntilSettled();
        }

        assertEachFactIsThereOnce();
    }

    @Test
    void decidesAnewWhatAKilledProcessHadNotCommitted() throws IOException, InterruptedException {
        Process killed = spawn("same", true);
        send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", 0));
        send(Topics.JOB_REQUESTS, inputs.request(Instant.now(), "job-" + pool));
        assertThat(killed.waitFor()).isEqualTo(HaltAfterGrant.EXIT_CODE);
        assertThat(events("read_uncommitted")).extracting(JobEvent::getType).contains(JobEventType.LEASE_GRANTED);

        spawn("same", false);
        runUntilSettled();

        assertEachFactIsThereOnce();
    }

    @Test
    void anotherCopyTakesOverFromOneThatWasKilledWithinATransaction() throws IOException, InterruptedException {
        Process killed = spawn("one", true);
        send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", 0));
        send(Topics.JOB_REQUESTS, inputs.request(Instant.now(), "job-" + pool));
        assertThat(killed.waitFor()).isEqualTo(HaltAfterGrant.EXIT_CODE);

        spawn("two", false);
        runUntilSettled();

        assertEachFactIsThereOnce();
    }

    @Test
    void expiresASilentRunnersLeaseByItsTicksAlone() {
        try (StreamsApplications running = start("ticking")) {
            send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", 0));
            send(Topics.JOB_REQUESTS, inputs.request(Instant.now(), "job-" + pool));
            JobAssignment grant = awaitGrant();
            send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", 1, grant));
            awaitEvent(JobEventType.RUNNER_LOST);
        }

        List<JobEvent> events = events();
        Instant heard = at(events, JobEventType.LEASE_ACCEPTED);
        assertThat(Duration.between(heard, at(events, JobEventType.RUNNER_LOST)))
                .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(15));
        assertEachFactIsThereOnce();
    }

    private StreamsApplications start(String instance) {
        StreamsSettings settings = new StreamsSettings(
                directory.resolve(instance), instance, 1, 0, StreamsSettings.ROCKS_DB_BYTES_DEFAULT);
        return StreamsApplications.start(
                settings,
                cluster.connection(),
                List.of(new SchedulerApplication(SchedulingPolicy.DEFAULT, cluster.partitions())));
    }

    private Process spawn(String instance, boolean halting) throws IOException {
        Process process = SchedulerProcess.start(
                cluster.connection(), cluster.partitions(), directory.resolve(instance), instance, halting);
        processes.add(process);
        return process;
    }

    private <T extends SpecificRecord> void send(Topic<T> topic, T record) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), pool, codec.encode(topic, record)))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Plays the runner: takes the newest grant, and says that it succeeded. */
    private void runUntilSettled() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            List<JobAssignment> grants = grants();
            if (grants.isEmpty()) {
                send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", 0));
            } else {
                JobAssignment newest = grants.get(grants.size() - 1);
                send(Topics.RUNNER_HEARTBEATS, inputs.beat("alice", "s1", newest.getSequence(), newest));
                send(Topics.JOB_RESULTS, inputs.succeeded(newest));
            }
            assertThat(events()).extracting(JobEvent::getType).contains(JobEventType.JOB_SETTLED);
        });
    }

    private JobAssignment awaitGrant() {
        return await().atMost(PATIENCE)
                .until(this::grants, grants -> !grants.isEmpty())
                .get(0);
    }

    private List<JobAssignment> grants() {
        return read(Topics.JOB_ASSIGNMENTS, "read_committed").stream()
                .filter(assignment -> assignment.getPool().equals(pool))
                .filter(assignment -> assignment.getGrant() != null)
                .toList();
    }

    private void awaitEvent(JobEventType type) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(events()).extracting(JobEvent::getType).contains(type));
    }

    private void assertEachFactIsThereOnce() {
        assertThat(events())
                .extracting(event ->
                        List.of(event.getInput().getTopic(), event.getInput().getOffset(), event.getIndex()))
                .doesNotHaveDuplicates();
        assertThat(events())
                .extracting(JobEvent::getType)
                .containsOnlyOnce(JobEventType.JOB_ADMITTED, JobEventType.RUNNER_JOINED);
        assertThat(events().stream().filter(event -> event.getType() == JobEventType.LEASE_GRANTED))
                .extracting(JobEvent::getAttempt)
                .doesNotHaveDuplicates();
    }

    private static Instant at(List<JobEvent> events, JobEventType type) {
        return events.stream()
                .filter(event -> event.getType() == type)
                .findFirst()
                .orElseThrow()
                .getAt();
    }

    private List<JobEvent> events() {
        return events("read_committed");
    }

    private List<JobEvent> events(String isolation) {
        return read(Topics.JOB_EVENTS, isolation).stream()
                .filter(event -> event.getPool().equals(pool))
                .toList();
    }

    private <T extends SpecificRecord> List<T> read(Topic<T> topic, String isolation) {
        List<TopicPartition> all = IntStream.range(
                        0, topic.partitions(cluster.partitions().count()))
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        List<T> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = cluster.connection()
                .consumer("test-reader", Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation))) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> records.add(codec.decode(topic, record.value())));
            }
        }
        return records;
    }
}
