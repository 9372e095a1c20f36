// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.testing;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/** All that was ever written to topics, as a reader of committed records sees it; grows with each look. */
public final class TopicLog implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final KafkaConnection connection;
    private final AvroCodec codec;
    private final Map<String, Consumer<byte[], byte[]>> consumers = new HashMap<>();
    private final Map<String, List<byte[]>> values = new HashMap<>();

    public TopicLog(KafkaConnection connection, AvroCodec codec) {
        this.connection = connection;
        this.codec = codec;
    }

    /** Every record of a topic that can be read now, but for tombstones; in order within a partition. */
    public <T extends SpecificRecord> List<T> read(Topic<T> topic) {
        return readBytes(topic.name()).stream()
                .map(bytes -> codec.decode(topic, bytes))
                .toList();
    }

    public List<byte[]> readBytes(String topic) {
        List<byte[]> read = values.computeIfAbsent(topic, name -> new ArrayList<>());
        consumers.computeIfAbsent(topic, this::consumer).poll(LOOK).forEach(record -> {
            if (record.value() != null) {
                read.add(record.value());
            }
        });
        return List.copyOf(read);
    }

    @Override
    public void close() {
        consumers.values().forEach(Consumer::close);
    }

    private Consumer<byte[], byte[]> consumer(String topic) {
        Consumer<byte[], byte[]> consumer =
                connection.consumer("log-of-" + topic, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
        return consumer;
    }
}
