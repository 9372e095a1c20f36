// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.Dismissal;
import io.jobstream.schemas.Drain;
import io.jobstream.schemas.Grant;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.Revocation;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Plays the scheduler for one runner, by hand, and keeps what the runner writes. */
final class TestScheduler implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final String pool = "pool-" + UUID.randomUUID();
    final String runnerId = "runner-" + UUID.randomUUID();
    final List<RunnerReport> heartbeats = new CopyOnWriteArrayList<>();
    final List<Instant> heartbeatTimes = new CopyOnWriteArrayList<>();
    final List<JobResult> results = new CopyOnWriteArrayList<>();
    final List<LogChunk> chunks = new CopyOnWriteArrayList<>();
    private final PoolPartitions partitions;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread reading;
    private Duration lease = LEASE;
    private long sequence;

    TestScheduler(KafkaConnection connection, PoolPartitions partitions) {
        this.partitions = partitions;
        this.codec = AvroCodec.of(connection);
        this.producer = connection.producer("test-scheduler");
        this.consumer = connection.consumer("test-scheduler");
        List<TopicPartition> assigned = Stream.of(Topics.RUNNER_HEARTBEATS, Topics.JOB_RESULTS, Topics.JOB_LOGS)
                .flatMap(topic -> IntStream.range(0, topic.partitions(partitions.count()))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        consumer.assign(assigned);
        consumer.seekToEnd(assigned);
        assigned.forEach(consumer::position);
        this.reading = new Thread(this::read, "test-scheduler");
        reading.start();
    }

    void leasesFor(Duration duration) {
        lease = duration;
    }

    /** Waits for the first heartbeat of a session that is not {@code earlier}. */
    RunnerReport awaitSession(String... earlier) {
        await().atMost(PATIENCE)
                .until(() ->
                        heartbeats.stream().anyMatch(beat -> !List.of(earlier).contains(beat.getSessionId())));
        return heartbeats.stream()
                .filter(beat -> !List.of(earlier).contains(beat.getSessionId()))
                .findFirst()
                .orElseThrow();
    }

    AttemptId grant(String session, String script) {
        return grant(session, work(script), Duration.ofMinutes(1));
    }

    AttemptId grant(String session, JobWork work, Duration timeLimit) {
        return grant(session, work, timeLimit, Instant.now().plusSeconds(7));
    }

    AttemptId grant(String session, JobWork work, Duration timeLimit, Instant acceptBy) {
        return grant(session, work, spec().setTimeLimitMillis(timeLimit.toMillis()), acceptBy);
    }

    /** A job that takes resources of its runner. */
    AttemptId grant(String session, String script, Map<String, Integer> resources) {
        return grant(
                session,
                work(script),
                spec().setResources(resources),
                Instant.now().plusSeconds(7));
    }

    private static JobSpec.Builder spec() {
        return JobSpec.newBuilder().setName("test").setTenant("acme").setRepository("acme/shop");
    }

    private AttemptId grant(String session, JobWork work, JobSpec.Builder builder, Instant acceptBy) {
        AttemptId id = new AttemptId(UUID.randomUUID().toString(), 1);
        JobSpec spec = builder.setJobId(id.jobId()).build();
        Grant grant =
                new Grant(spec, id.attempt(), acceptBy, lease.toMillis(), ByteBuffer.wrap(codec.encodeWork(work)));
        sequence++;
        send(assignment(session).setSequence(sequence).setGrant(grant).build());
        return id;
    }

    void revoke(String session, AttemptId id, RevocationReason reason) {
        sequence++;
        send(assignment(session)
                .setSequence(sequence)
                .setRevocation(new Revocation(id.jobId(), id.attempt(), reason))
                .build());
    }

    void drain(String session, String reason) {
        sequence++;
        send(assignment(session)
                .setSequence(sequence)
                .setDrain(new Drain(reason))
                .build());
    }

    /** As a newer scheduler would, which says something that this runner has no field for. */
    void sayWhatNobodyKnows(String session) {
        sequence++;
        send(assignment(session).setSequence(sequence).build());
    }

    void dismiss(String session, String by, String reason) {
        send(assignment(session)
                .setSequence(0)
                .setDismissal(new Dismissal(by, reason))
                .build());
    }

    void restartSequence() {
        sequence = 0;
    }

    JobResult awaitResult(AttemptId id) {
        await().atMost(PATIENCE).until(() -> result(id).isPresent());
        return result(id).orElseThrow();
    }

    Optional<JobResult> result(AttemptId id) {
        return results.stream()
                .filter(result -> result.getJobId().equals(id.jobId()))
                .findFirst();
    }

    void awaitHeld(AttemptId id) {
        await().atMost(PATIENCE).until(() -> last().map(beat -> lists(beat, id)).orElse(false));
    }

    void awaitNotHeld(AttemptId id) {
        await().atMost(PATIENCE)
                .until(() -> last().map(beat -> beat.getAssignmentsRead() >= sequence && !lists(beat, id))
                        .orElse(false));
    }

    void awaitPhase(RunnerPhase phase) {
        await().atMost(PATIENCE)
                .until(() -> last().map(beat -> beat.getPhase() == phase).orElse(false));
    }

    void awaitLog(AttemptId id, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log(id))
                        .as("log of an attempt with %s; the runner said last: %s", result(id), last())
                        .contains(text));
    }

    String log(AttemptId id) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        chunksOf(id).forEach(chunk -> {
            byte[] content = new byte[chunk.getContent().remaining()];
            chunk.getContent().duplicate().get(content);
            bytes.writeBytes(content);
        });
        return bytes.toString(StandardCharsets.UTF_8);
    }

    List<LogChunk> chunksOf(AttemptId id) {
        return chunks.stream()
                .filter(chunk -> chunk.getJobId().equals(id.jobId()))
                .toList();
    }

    static JobWork work(String script) {
        return work(script, null);
    }

    static JobWork work(String script, @Nullable Checkout checkout) {
        return JobWork.newBuilder()
                .setCheckout(checkout)
                .setScript(script)
                .setEnvironment(Map.of())
                .build();
    }

    static boolean lists(RunnerReport beat, AttemptId id) {
        return beat.getAttempts().stream().map(HeldAttempt::getJobId).anyMatch(id.jobId()::equals);
    }

    /** The phases in which heartbeats listed an attempt, without repetitions. */
    String phases(AttemptId id) {
        return heartbeats.stream()
                .flatMap(beat -> beat.getAttempts().stream())
                .filter(held -> held.getJobId().equals(id.jobId()))
                .map(held -> held.getPhase().name())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() throws Exception {
        consumer.wakeup();
        reading.join();
        consumer.close();
        producer.close();
        codec.close();
    }

    private Optional<RunnerReport> last() {
        return heartbeats.isEmpty() ? Optional.empty() : Optional.of(heartbeats.get(heartbeats.size() - 1));
    }

    private JobAssignment.Builder assignment(String session) {
        return JobAssignment.newBuilder().setPool(pool).setRunnerId(runnerId).setSessionId(session);
    }

    private void send(JobAssignment assignment) {
        var unused = producer.send(new ProducerRecord<>(
                Topics.JOB_ASSIGNMENTS.name(),
                partitions.ofAssignment(pool, runnerId),
                runnerId,
                codec.encode(Topics.JOB_ASSIGNMENTS, assignment)));
        producer.flush();
    }

    private void read() {
        try {
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::keep);
            }
        } catch (WakeupException e) {
            // The test is over.
        }
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.JOB_LOGS.name())) {
            chunks.add(codec.decode(Topics.JOB_LOGS, record.value()));
        } else if (record.topic().equals(Topics.JOB_RESULTS.name())) {
            results.add(codec.decode(Topics.JOB_RESULTS, record.value()));
        } else {
            RunnerHeartbeat beat = codec.decode(Topics.RUNNER_HEARTBEATS, record.value());
            if (beat.getReport() != null && beat.getReport().getPool().equals(pool)) {
                heartbeats.add(beat.getReport());
                heartbeatTimes.add(Instant.ofEpochMilli(record.timestamp()));
            }
        }
    }
}
