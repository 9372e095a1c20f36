// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.HeldPhase;
import io.jobstream.runner.session.Report;
import io.jobstream.runner.session.SessionPhase;
import io.jobstream.runner.usage.HostUsage;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends heartbeats, in order; one that cannot be delivered soon fails, for a late one would say what is no more. */
final class HeartbeatSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatSender.class);
    private static final int DELIVERY_MILLIS = 9_000;
    private static final int REQUEST_MILLIS = 4_000;

    /** The session's thread must not wait longer: it also kills what outlives its lease. */
    private static final int BLOCK_MILLIS = 300;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Identity identity;
    private final int partition;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final HostUsage host = new HostUsage();

    HeartbeatSender(Identity identity, KafkaConnection connection, PoolPartitions partitions, AvroCodec codec) {
        this.identity = identity;
        this.partition = partitions.ofPool(identity.pool());
        this.codec = codec;
        this.producer = connection.producer(
                "runner-" + identity.runnerId() + "-heartbeats",
                Map.of(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        REQUEST_MILLIS,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        BLOCK_MILLIS,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        500));
    }

    /** Sends one; just one of the two is told, from any thread. */
    void send(Report report, Function<AttemptId, ResourceUse> use, Consumer<Instant> acknowledged, Runnable failed) {
        try {
            byte[] value = codec.encode(Topics.RUNNER_HEARTBEATS, heartbeat(report, use));
            var unused = producer.send(
                    new ProducerRecord<>(Topics.RUNNER_HEARTBEATS.name(), partition, identity.pool(), value),
                    (metadata, problem) -> {
                        if (problem == null) {
                            acknowledged.accept(Instant.ofEpochMilli(metadata.timestamp()));
                        } else {
                            log.atDebug()
                                    .addKeyValue("problem", problem.getMessage())
                                    .log("A heartbeat failed");
                            failed.run();
                        }
                    });
        } catch (KafkaException | RegistryUnavailableException e) {
            log.atDebug().addKeyValue("problem", e.getMessage()).log("A heartbeat could not be sent");
            failed.run();
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }

    private RunnerHeartbeat heartbeat(Report report, Function<AttemptId, ResourceUse> use) {
        HostUsage.Load load = host.load();
        List<HeldAttempt> attempts = report.attempts().stream()
                .map(held -> new HeldAttempt(
                        held.id().jobId(), held.id().attempt(), phase(held.phase()), use.apply(held.id())))
                .toList();
        RunnerReport body = RunnerReport.newBuilder()
                .setPool(identity.pool())
                .setRunnerId(identity.runnerId())
                .setSessionId(identity.sessionId())
                .setEndedSession(identity.endedSession())
                .setLabels(identity.labels())
                .setSlots(identity.slots())
                .setResources(identity.resources())
                .setPhase(phase(report.phase()))
                .setAssignmentsRead(report.assignmentsRead())
                .setAttempts(attempts)
                .setVersion(identity.version())
                .setHost(identity.host())
                .setHostCpuPercent(load.cpuPercent())
                .setHostMemoryUsedBytes(load.memoryUsedBytes())
                .setHostMemoryBytes(load.memoryBytes())
                .build();
        return new RunnerHeartbeat(HeartbeatKind.BEAT, Instant.now(), body);
    }

    private static RunnerPhase phase(SessionPhase phase) {
        return switch (phase) {
            case READY -> RunnerPhase.READY;
            case DRAINING -> RunnerPhase.DRAINING;
            case LEAVING -> RunnerPhase.LEAVING;
        };
    }

    private static AttemptPhase phase(HeldPhase phase) {
        return switch (phase) {
            case ACCEPTED -> AttemptPhase.ACCEPTED;
            case PREPARING -> AttemptPhase.PREPARING;
            case RUNNING -> AttemptPhase.RUNNING;
            case STOPPING -> AttemptPhase.STOPPING;
        };
    }
}
