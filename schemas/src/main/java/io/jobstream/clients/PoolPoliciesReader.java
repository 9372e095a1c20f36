// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.jobstream.schemas.PoolPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code ci.pool.policies}, all of it from the beginning, and then what is new. One thread at a time. */
public final class PoolPoliciesReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PoolPoliciesReader.class);

    private final AvroCodec codec;
    private final BiConsumer<PoolPolicy, Instant> taken;
    private final Consumer<byte[], byte[]> consumer;

    /** Where the topic ended at the start, as far as that is not reached. */
    private final Map<TopicPartition, Long> ends;

    /**
     * Opens the topic, which takes as long as Kafka takes to answer.
     *
     * @param taken is given each policy with its stamp
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public PoolPoliciesReader(
            String clientId,
            KafkaConnection connection,
            PoolPartitions partitions,
            AvroCodec codec,
            BiConsumer<PoolPolicy, Instant> taken) {
        this.codec = codec;
        this.taken = taken;
        this.consumer = connection.consumer(clientId, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        try {
            List<TopicPartition> all = IntStream.range(0, partitions.count())
                    .mapToObj(partition -> new TopicPartition(Topics.POOL_POLICIES.name(), partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            this.ends = new HashMap<>(consumer.endOffsets(all));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Gives what has come. @throws RegistryUnavailableException when that cannot be decoded now: read anew */
    public void poll(Duration time) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(time)) {
            take(each);
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Whether all is read that was there at the start. */
    public boolean caughtUp() {
        return ends.isEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        if (each.value() == null) {
            return;
        }
        try {
            taken.accept(codec.decode(Topics.POOL_POLICIES, each.value()), Instant.ofEpochMilli(each.timestamp()));
        } catch (UndecodableException e) {
            log.atWarn()
                    .addKeyValue("topic", each.topic())
                    .addKeyValue("partition", each.partition())
                    .addKeyValue("offset", each.offset())
                    .log("Not a pool's policy: {}", e.getMessage());
        }
    }
}
