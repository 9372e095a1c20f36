// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler;

import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.autoscaler.decision.SeenRunner;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for drains, each of one session: a runner that has begun anew meanwhile is not meant. */
final class DrainRequests implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DrainRequests.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Producer<String, byte[]> producer;

    DrainRequests(KafkaConnection connection, PoolPartitions partitions, AvroCodec codec) {
        this.codec = codec;
        this.partitions = partitions;
        this.producer = connection.producer("autoscaler");
    }

    /** Writes one; whether that succeeds shows in the runner's status. */
    void ask(RunnerGroup group, SeenRunner runner, String reason, Instant now) {
        RunnerDrain drain = new RunnerDrain(
                group.pool(), runner.name(), runner.session(), now.truncatedTo(ChronoUnit.MILLIS), reason);
        var unused = producer.send(
                new ProducerRecord<>(
                        Topics.RUNNER_DRAINS.name(),
                        partitions.ofPool(group.pool()),
                        runner.name(),
                        codec.encode(Topics.RUNNER_DRAINS, drain)),
                (metadata, problem) -> {
                    if (problem != null) {
                        log.atWarn()
                                .addKeyValue("runnerId", runner.name())
                                .addKeyValue("problem", problem.toString())
                                .log("A drain could not be asked for; it is tried again");
                    }
                });
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
