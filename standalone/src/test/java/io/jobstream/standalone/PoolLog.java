// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/** The facts of each pool in their order, as far as they are there; it grows with each look. */
final class PoolLog implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;
    private final List<JobEvent> events = new ArrayList<>();

    PoolLog(KafkaConnection connection) {
        codec = AvroCodec.of(connection);
        consumer = connection.consumer("pool-log", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        consumer.assign(consumer.partitionsFor(Topics.JOB_EVENTS.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
    }

    List<JobEvent> of(String pool) {
        consumer.poll(LOOK).forEach(record -> events.add(codec.decode(Topics.JOB_EVENTS, record.value())));
        return events.stream().filter(event -> event.getPool().equals(pool)).toList();
    }

    List<JobEvent> of(String pool, JobEventType type) {
        return of(pool).stream().filter(event -> event.getType() == type).toList();
    }

    @Override
    public void close() {
        consumer.close();
        try {
            codec.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
