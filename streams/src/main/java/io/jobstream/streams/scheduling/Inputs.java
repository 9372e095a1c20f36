// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.Producer;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Records of the scheduler's topics as inputs. What is not in its pool's partition, or not signed as it must be, is
 * none.
 */
final class Inputs {
    private static final int REASON_MAX = 256;

    private final Intake intake;
    private final PoolPartitions partitions;
    private final EnrolledProducers producers;
    private final boolean signed;

    /** @param signed whether requests need the signature of an enrolled producer */
    Inputs(Intake intake, PoolPartitions partitions, EnrolledProducers producers, boolean signed) {
        this.intake = intake;
        this.partitions = partitions;
        this.producers = producers;
        this.signed = signed;
    }

    /** An input and the pool it is for; no pool for what concerns all. */
    record PoolInput(Optional<String> pool, Input input) {}

    /**
     * The input that a record of {@code topic} is; empty when it was set aside.
     *
     * @throws UndecodableException when it can be read and must not be taken
     */
    Optional<PoolInput> read(String topic, ProcessorContext<String, Routed> context, Record<byte[], byte[]> record) {
        Instant stamp = Instant.ofEpochMilli(record.timestamp());
        int partition = context.taskId().partition();
        if (topic.equals(Topics.RUNNER_HEARTBEATS.name())) {
            return intake.read(Topics.RUNNER_HEARTBEATS, context, record)
                    .map(heartbeat -> heartbeat(heartbeat, record, stamp, partition));
        }
        if (topic.equals(Topics.JOB_REQUESTS.name())) {
            return intake.read(Topics.JOB_REQUESTS, context, record).map(request -> {
                checkPool(request.getPool(), record, partition);
                if (signed) {
                    producers.check(request, record);
                }
                return request(request, record, stamp);
            });
        }
        if (topic.equals(Topics.JOB_RESULTS.name())) {
            return intake.read(Topics.JOB_RESULTS, context, record).map(result -> {
                checkPool(result.getPool(), record, partition);
                return result(result);
            });
        }
        if (topic.equals(Topics.RUNNER_DRAINS.name())) {
            return drain(context, record);
        }
        if (topic.equals(Topics.POOL_POLICIES.name())) {
            return intake.read(Topics.POOL_POLICIES, context, record).map(policy -> {
                checkPool(policy.getPool(), record, partition);
                return policy(policy);
            });
        }
        if (topic.equals(Topics.TENANT_POLICIES.name())) {
            return intake.read(Topics.TENANT_POLICIES, context, record)
                    .map(policy -> new PoolInput(Optional.empty(), policy(policy)));
        }
        if (topic.equals(Topics.PRODUCERS.name())) {
            enrol(context, record);
            return Optional.empty();
        }
        return intake.read(Topics.JOB_CANCELLATIONS, context, record).map(cancellation -> {
            checkPool(cancellation.getPool(), record, partition);
            return cancellation(cancellation, stamp);
        });
    }

    /** Nothing is decided about it, but from here on it counts. */
    private void enrol(ProcessorContext<String, Routed> context, Record<byte[], byte[]> record) {
        if (record.value() == null) {
            producers.forget(record);
            return;
        }
        Optional<Producer> read = intake.read(Topics.PRODUCERS, context, record);
        if (read.isEmpty()) {
            // It may have been a revocation.
            producers.forget(record);
            return;
        }
        checkKey("the producer", read.get().getProducerId(), record);
        producers.put(read.get());
    }

    private PoolInput heartbeat(
            RunnerHeartbeat heartbeat, Record<byte[], byte[]> record, Instant stamp, int partition) {
        RunnerReport report = heartbeat.getReport();
        if (heartbeat.getKind() == HeartbeatKind.TICK) {
            return new PoolInput(Optional.empty(), new Input.Ticked(stamp));
        }
        if (heartbeat.getKind() != HeartbeatKind.BEAT || report == null) {
            throw new UndecodableException("a heartbeat must be a TICK, or a BEAT with a report");
        }
        checkPool(report.getPool(), record, partition);
        return new PoolInput(Optional.of(report.getPool()), new Input.RunnerReported(report, stamp));
    }

    /** Whoever asked for a drain may take it out of the topic again when it has had its effect. */
    private Optional<PoolInput> drain(ProcessorContext<String, Routed> context, Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        return intake.read(Topics.RUNNER_DRAINS, context, record).map(drain -> {
            checkKey("the record's runner", drain.getRunnerId(), record);
            checkPartition(drain.getPool(), context.taskId().partition());
            if (drain.getReason().length() > REASON_MAX) {
                throw new UndecodableException("a reason must have at most " + REASON_MAX + " characters");
            }
            return new PoolInput(
                    Optional.of(drain.getPool()),
                    new Input.DrainRequested(
                            new RunnerId(drain.getPool(), drain.getRunnerId()),
                            drain.getSessionId(),
                            drain.getReason()));
        });
    }

    private static PoolInput request(JobRequest request, Record<byte[], byte[]> record, Instant stamp) {
        if (LateRequests.isLate(request, stamp)) {
            throw new UndecodableException("the request was accepted at " + request.getAcceptedAt()
                    + " and reached the log at " + stamp + ", more than " + LateRequests.AGE_MAX + " apart");
        }
        return new PoolInput(Optional.of(request.getPool()), new Input.JobsRequested(request, record.value().length));
    }

    private static PoolInput policy(PoolPolicy policy) {
        try {
            PoolTerms terms = new PoolTerms(
                    Objects.requireNonNullElse(policy.getPacking(), Packing.SPREAD),
                    Objects.requireNonNullElse(policy.getCells(), 1));
            return new PoolInput(Optional.of(policy.getPool()), new Input.PoolPolicyGiven(policy.getPool(), terms));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException(String.valueOf(e.getMessage()));
        }
    }

    private static Input policy(TenantPolicy policy) {
        try {
            return new Input.TenantPolicyGiven(
                    policy.getTenant(),
                    new TenantTerms(policy.getWeight(), policy.getSlotsMax(), policy.getQueuedMax()));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException(String.valueOf(e.getMessage()));
        }
    }

    private static PoolInput result(JobResult result) {
        return new PoolInput(Optional.of(result.getPool()), new Input.ResultReported(result));
    }

    private static PoolInput cancellation(JobCancellation cancellation, Instant stamp) {
        boolean ofJob = cancellation.getPipelineId() == null;
        if (ofJob == cancellation.getJobId().isEmpty()) {
            throw new UndecodableException("a cancellation is of a job or of a pipeline");
        }
        CancelTarget target = ofJob
                ? CancelTarget.job(cancellation.getPool(), new JobId(cancellation.getJobId()))
                : CancelTarget.pipeline(cancellation.getPool(), cancellation.getPipelineId());
        return new PoolInput(Optional.of(cancellation.getPool()), new Input.CancellationRequested(target, stamp));
    }

    private void checkPool(String pool, Record<byte[], byte[]> record, int partition) {
        checkKey("the record's pool", pool, record);
        checkPartition(pool, partition);
    }

    private static void checkKey(String what, String expected, Record<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null || !expected.equals(new String(key, StandardCharsets.UTF_8))) {
            throw new UndecodableException("the key must be " + what + ", " + expected);
        }
    }

    private void checkPartition(String pool, int partition) {
        if (partitions.ofPool(pool) != partition) {
            throw new UndecodableException("pool " + pool + " belongs to partition " + partitions.ofPool(pool)
                    + ", not " + partition + ": is the producer's partitioner murmur2?");
        }
    }
}
