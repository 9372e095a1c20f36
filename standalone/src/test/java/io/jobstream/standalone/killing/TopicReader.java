// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a whole topic. */
final class TopicReader<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topic<T> topic;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<Entry<T>> read = new ArrayList<>();

    /** A record as the broker has it. */
    record Entry<T>(int partition, long offset, Instant stamp, T value) {}

    private TopicReader(KafkaConnection connection, Topic<T> topic, int poolPartitions, String isolation) {
        this.topic = topic;
        this.codec = AvroCodec.of(connection);
        this.consumer = connection.consumer("killing", Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation));
        this.partitions = IntStream.range(0, topic.partitions(poolPartitions))
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        consumer.assign(partitions);
    }

    /** From the beginning, what is committed. */
    static <T extends SpecificRecord> TopicReader<T> ofAll(
            KafkaConnection connection, Topic<T> topic, int poolPartitions) {
        TopicReader<T> reader = new TopicReader<>(connection, topic, poolPartitions, "read_committed");
        reader.consumer.seekToBeginning(reader.partitions);
        return reader;
    }

    /** From now on. */
    static <T extends SpecificRecord> TopicReader<T> ofNews(
            KafkaConnection connection, Topic<T> topic, int poolPartitions, boolean committed) {
        String isolation = committed ? "read_committed" : "read_uncommitted";
        TopicReader<T> reader = new TopicReader<>(connection, topic, poolPartitions, isolation);
        reader.consumer.seekToEnd(reader.partitions);
        reader.partitions.forEach(reader.consumer::position);
        return reader;
    }

    /** Everything that is there by now; of compacted topics, what is there of it. */
    List<Entry<T>> toEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
        }
        return List.copyOf(read);
    }

    /** Whether something came within a while. */
    boolean anything(Duration limit) {
        return !consumer.poll(limit).isEmpty();
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

    private void take(ConsumerRecord<byte[], byte[]> kept) {
        if (kept.value() != null) {
            read.add(new Entry<>(
                    kept.partition(),
                    kept.offset(),
                    Instant.ofEpochMilli(kept.timestamp()),
                    codec.decode(topic, kept.value())));
        }
    }
}
