// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler;

import io.jobstream.autoscaler.decision.Fleet;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what runners and pools look like, and how many cells these have, from the beginning of their compacted topics,
 * into a {@link Fleet}. One thread at a time.
 */
final class StatusReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusReader.class);
    private static final List<Topic<?>> TOPICS =
            List.of(Topics.RUNNER_STATUS, Topics.POOL_STATUS, Topics.POOL_POLICIES);

    private final Fleet fleet;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;

    /** Where the topics ended at the start, as far as that is not reached. */
    private final Map<TopicPartition, Long> ends;

    /** Opens the topics, which takes as long as Kafka takes to answer. */
    StatusReader(Fleet fleet, KafkaConnection connection, PoolPartitions partitions, AvroCodec codec) {
        this.fleet = fleet;
        this.codec = codec;
        // What is compacted away meanwhile is not missed.
        this.consumer = connection.consumer("autoscaler", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        try {
            List<TopicPartition> all = TOPICS.stream()
                    .flatMap(topic -> partitions(topic, partitions.count()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            this.ends = new HashMap<>(consumer.endOffsets(all));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    void poll(Duration time) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
            take(record);
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    Fleet fleet() {
        return fleet;
    }

    /** Whether all is read that was there at the start: before that, nobody is known to be missing. */
    boolean caughtUp() {
        return ends.isEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (record.topic().equals(Topics.RUNNER_STATUS.name())) {
                fleet.runner(key, decoded(Topics.RUNNER_STATUS, record));
            } else if (record.topic().equals(Topics.POOL_POLICIES.name())) {
                PoolPolicy policy = decoded(Topics.POOL_POLICIES, record);
                if (policy != null) {
                    fleet.policy(policy);
                }
            } else {
                fleet.pool(key, decoded(Topics.POOL_STATUS, record));
            }
        } catch (UndecodableException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("Not a record of this topic: {}", e.getMessage());
        }
    }

    private <T extends SpecificRecord> @Nullable T decoded(Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? null : codec.decode(topic, record.value());
    }

    private static Stream<TopicPartition> partitions(Topic<?> topic, int poolPartitions) {
        return IntStream.range(0, topic.partitions(poolPartitions))
                .mapToObj(partition -> new TopicPartition(topic.name(), partition));
    }
}
