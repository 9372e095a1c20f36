// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.LeaseTerms;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Queueing;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.schemas.RunnerTerms;
import io.jobstream.schemas.Settlement;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A log as a scheduler at work leaves it, without one: batches of jobs that are asked for, granted, accepted, and
 * succeed, with what they cite and the status of each. Seven facts a job.
 */
final class SyntheticLog implements AutoCloseable {
    static final int FACTS_PER_JOB = 7;
    private static final int BATCH = 64;
    private static final int BATCHES_PER_TRANSACTION = 20;
    private static final Map<String, Object> BULK =
            Map.of(ProducerConfig.LINGER_MS_CONFIG, 20, ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Producer<String, byte[]> plain;
    private final Producer<String, byte[]> transactional;
    private final Map<String, Long> offsets = new HashMap<>();
    private final String[] pools;
    private String pool = "";
    private InputPosition cause = new InputPosition("", 0, 0L);
    private Instant now = Instant.EPOCH;
    private int index;
    private long facts;
    private long jobs;

    SyntheticLog(KafkaConnection connection, PoolPartitions partitions, int pools) {
        this.codec = AvroCodec.of(connection);
        this.partitions = partitions;
        this.plain = connection.producer("synthetic-inputs", BULK);
        Map<String, Object> transactions = new HashMap<>(BULK);
        transactions.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "synthetic");
        this.transactional = connection.producer("synthetic-facts", transactions);
        transactional.initTransactions();
        this.pools = IntStream.range(0, pools).mapToObj(i -> "pool-" + i).toArray(String[]::new);
    }

    /** Writes at least so many facts; how many it wrote. */
    long write(long wanted) {
        transactional.beginTransaction();
        for (String each : pools) {
            begin(each);
            beat(List.of());
            fact(
                    JobEventType.RUNNER_JOINED,
                    event -> event.setRunnerId("runner-" + pool)
                            .setSessionId("session-" + pool)
                            .setRunner(new RunnerTerms(List.of("linux"), BATCH, Map.of(), RunnerPhase.READY, null)));
        }
        for (int batch = 0; facts < wanted; batch++) {
            begin(pools[batch % pools.length]);
            batch();
            if (batch % BATCHES_PER_TRANSACTION == 0) {
                transactional.commitTransaction();
                transactional.beginTransaction();
            }
        }
        transactional.commitTransaction();
        plain.flush();
        return facts;
    }

    @Override
    public void close() throws IOException {
        transactional.close();
        plain.close();
        codec.close();
    }

    private void begin(String of) {
        pool = of;
        now = Instant.now().isAfter(now) ? Instant.ofEpochMilli(System.currentTimeMillis()) : now;
    }

    private void batch() {
        List<JobSpec> specs = IntStream.range(0, BATCH)
                .mapToObj(i -> JobSpec.newBuilder()
                        .setJobId(new UUID(jobs, i).toString())
                        .setName("job-" + i)
                        .setTenant("acme")
                        .setRepository("acme/shop")
                        .setBranch("main")
                        .setCommit("0123456789abcdef0123456789abcdef01234567")
                        .setLabels(List.of("linux"))
                        .build())
                .toList();
        request(specs);
        specs.forEach(spec -> fact(
                JobEventType.JOB_ADMITTED,
                event -> event.setJobId(spec.getJobId()).setAdmission(new Admission("request", now, jobs++, spec))));
        specs.forEach(spec -> fact(
                JobEventType.JOB_QUEUED,
                event -> event.setJobId(spec.getJobId()).setQueueing(new Queueing(false, 0))));
        specs.forEach(spec -> lease(
                JobEventType.LEASE_GRANTED,
                spec,
                event -> event.setLease(new LeaseTerms(now.plus(Duration.ofHours(1)), 12_000L, 1L, 1))));
        beat(specs);
        specs.forEach(spec -> lease(JobEventType.LEASE_ACCEPTED, spec, UnaryOperator.identity()));
        specs.forEach(this::succeed);
    }

    private void request(List<JobSpec> specs) {
        input(
                Topics.JOB_REQUESTS,
                JobRequest.newBuilder()
                        .setRequestId("request")
                        .setPool(pool)
                        .setAcceptedAt(now)
                        .setSource(RequestSource.API)
                        .setJobs(specs.stream()
                                .map(spec -> new RequestedJob(spec, ByteBuffer.wrap(new byte[200])))
                                .toList())
                        .build());
    }

    private void beat(List<JobSpec> held) {
        input(
                Topics.RUNNER_HEARTBEATS,
                RunnerHeartbeat.newBuilder()
                        .setKind(HeartbeatKind.BEAT)
                        .setSentAt(now)
                        .setReport(RunnerReport.newBuilder()
                                .setPool(pool)
                                .setRunnerId("runner-" + pool)
                                .setSessionId("session-" + pool)
                                .setLabels(List.of("linux"))
                                .setSlots(BATCH)
                                .setPhase(RunnerPhase.READY)
                                .setAssignmentsRead(0)
                                .setAttempts(held.stream()
                                        .map(spec -> new HeldAttempt(
                                                spec.getJobId(), 1, AttemptPhase.ACCEPTED, new ResourceUse()))
                                        .toList())
                                .build())
                        .build());
    }

    private void succeed(JobSpec spec) {
        input(
                Topics.JOB_RESULTS,
                JobResult.newBuilder()
                        .setPool(pool)
                        .setJobId(spec.getJobId())
                        .setAttempt(1)
                        .setRunnerId("runner-" + pool)
                        .setSessionId("session-" + pool)
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .setEndedAt(now)
                        .setUse(new ResourceUse())
                        .build());
        lease(
                JobEventType.RESULT_ACCEPTED,
                spec,
                event -> event.setResult(AcceptedResult.newBuilder()
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .setEndedAt(now)
                        .setUse(new ResourceUse())
                        .build()));
        lease(JobEventType.LEASE_ENDED, spec, event -> event.setLeaseEnd(new LeaseEnd(LeaseEndReason.RESULT, null)));
        settle(spec);
    }

    /** The status is written when it is known where the fact stands. */
    private void settle(JobSpec spec) {
        JobStatus.Builder status = JobStatus.newBuilder()
                .setSpec(spec)
                .setPool(pool)
                .setState(JobState.SETTLED)
                .setAcceptedAt(now)
                .setUpdatedAt(now)
                .setOutcome(Outcome.SUCCEEDED)
                .setRequirementSet("linux")
                .setAttempts(List.of(AttemptStatus.newBuilder()
                        .setAttempt(1)
                        .setRunnerId("runner-" + pool)
                        .setSessionId("session-" + pool)
                        .setGrantedAt(now)
                        .setEndReason(LeaseEndReason.RESULT)
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .build()));
        byte[] fact = event(
                JobEventType.JOB_SETTLED,
                event -> event.setJobId(spec.getJobId()).setSettlement(new Settlement(Outcome.SUCCEEDED, null, "")));
        var unused = transactional.send(
                new ProducerRecord<>(Topics.JOB_EVENTS.name(), partitions.ofPool(pool), spec.getJobId(), fact),
                (written, problem) -> {
                    if (written != null) {
                        JobStatus stated = status.setEventOffset(written.offset())
                                .setRevision(written.offset() << 16)
                                .build();
                        send(plain, Topics.JOB_STATUS, partitions.ofKey(spec.getJobId()), spec.getJobId(), stated);
                    }
                });
    }

    private <T extends SpecificRecord> void input(Topic<T> topic, T record) {
        int partition = partitions.ofPool(pool);
        long offset = offsets.merge(topic.name() + partition, 1L, Long::sum) - 1;
        send(plain, topic, partition, pool, record);
        cause = new InputPosition(topic.name(), partition, offset);
        index = 0;
    }

    private void lease(JobEventType type, JobSpec spec, UnaryOperator<JobEvent.Builder> content) {
        fact(
                type,
                event -> content.apply(event.setJobId(spec.getJobId())
                        .setAttempt(1)
                        .setRunnerId("runner-" + pool)
                        .setSessionId("session-" + pool)));
    }

    private void fact(JobEventType type, UnaryOperator<JobEvent.Builder> content) {
        var unused = transactional.send(
                new ProducerRecord<>(Topics.JOB_EVENTS.name(), partitions.ofPool(pool), pool, event(type, content)));
    }

    private byte[] event(JobEventType type, UnaryOperator<JobEvent.Builder> content) {
        facts++;
        return codec.encode(
                Topics.JOB_EVENTS,
                content.apply(JobEvent.newBuilder()
                                .setType(type)
                                .setPool(pool)
                                .setAt(now)
                                .setInput(cause)
                                .setIndex(index++))
                        .build());
    }

    private <T extends SpecificRecord> void send(
            Producer<String, byte[]> producer, Topic<T> topic, int partition, String key, T record) {
        var unused = producer.send(new ProducerRecord<>(topic.name(), partition, key, codec.encode(topic, record)));
    }
}
