// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import io.jobstream.check.history.Told;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes what is {@link Told} into the empty topics of a cluster, facts in transactions as the scheduler does. */
final class WrittenLog implements AutoCloseable {
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final PoolPartitions partitions;

    WrittenLog(KafkaConnection connection, PoolPartitions partitions) {
        this.codec = AvroCodec.of(connection);
        this.partitions = partitions;
        this.producer = connection.producer("told", Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "told"));
        producer.initTransactions();
    }

    /** Inputs, of which each topic begins with offset 0. Transactions leave their marks behind the last only. */
    void inputs(Told told) {
        producer.beginTransaction();
        for (Topic<?> topic : List.of(Topics.JOB_REQUESTS, Topics.RUNNER_HEARTBEATS, Topics.JOB_RESULTS)) {
            told.inputs(topic.name()).forEach(input -> {
                var unused = send(topic, Told.POOL, input);
            });
        }
        producer.commitTransaction();
    }

    /** Facts; the offset of the last. */
    long facts(List<JobEvent> facts, boolean committed) throws Exception {
        producer.beginTransaction();
        @Nullable Future<RecordMetadata> last = null;
        for (JobEvent fact : facts) {
            fact.getInput().put("partition", partitions.ofPool(Told.POOL));
            last = send(Topics.JOB_EVENTS, Told.POOL, fact);
        }
        producer.flush();
        if (committed) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
        return last == null ? -1 : last.get().offset();
    }

    void status(JobStatus status) {
        producer.beginTransaction();
        var unused = send(Topics.JOB_STATUS, status.getSpec().getJobId(), status);
        producer.commitTransaction();
    }

    @Override
    public void close() throws IOException {
        producer.close();
        codec.close();
    }

    private <T extends SpecificRecord> Future<RecordMetadata> send(Topic<T> topic, String key, SpecificRecord record) {
        return producer.send(new ProducerRecord<>(
                topic.name(),
                partitions.ofPool(key),
                key,
                codec.encode(topic, topic.type().cast(record))));
    }
}
