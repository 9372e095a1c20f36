// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.TopicFollower;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.ApiKeyUse;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all keys and goes on: a revocation is known here as soon as the broker has it. */
final class KeyReader implements TopicFollower.Reading, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyReader.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    /** A copy that has not heard of Kafka for longer cannot know what was revoked, and believes nobody. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final ApiKeys keys;
    private final KeyLog keyLog;
    private final List<TopicPartition> partitions;
    private final TopicFollower follower;
    private volatile boolean known;
    private volatile long heardAt;

    KeyReader(ApiKeys keys, KeyLog keyLog, KafkaConnection connection, PoolPartitions partitions) {
        this.keys = keys;
        this.keyLog = keyLog;
        this.partitions = TopicFollower.partitionsOf(partitions, Topics.API_KEYS, Topics.API_KEY_USES);
        this.follower = new TopicFollower(
                "api-keys",
                "the API keys",
                () -> connection.consumer("jobstream-keys", Map.of("default.api.timeout.ms", 5_000)),
                this.partitions,
                this);
    }

    void start() {
        follower.start();
    }

    /** Whether it is known which keys are good now. */
    boolean knows() {
        return known && System.nanoTime() - heardAt < SILENCE_MAX.toNanos();
    }

    @Override
    public void close() {
        follower.close();
    }

    /** Each time from the beginning: what the log no longer has must not stay in memory. */
    @Override
    public Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        known = false;
        keys.clear();
        heardAt = System.nanoTime();
        return beginnings;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> found) {
        byte[] value = found.value();
        if (found.topic().equals(Topics.API_KEY_USES.name())) {
            if (value != null) {
                ApiKeyUse use = keyLog.codec().decode(Topics.API_KEY_USES, value);
                keys.used(use.getKeyId(), use.getUsedAt());
            }
        } else if (value == null) {
            keys.remove(keyId(found));
        } else {
            keys.put(keyLog.codec().decode(Topics.API_KEYS, value));
        }
    }

    @Override
    public void passedOver(ConsumerRecord<byte[], byte[]> found, UndecodableException why) {
        log.atError()
                .addKeyValue("topic", found.topic())
                .addKeyValue("partition", found.partition())
                .addKeyValue("offset", found.offset())
                .addKeyValue("keyId", keyId(found))
                .log("Not a record of this topic: {}", why.getMessage());
        if (found.topic().equals(Topics.API_KEYS.name())) {
            // It may have been a revocation.
            keys.remove(keyId(found));
        }
    }

    @Override
    public void readAll() {
        known = true;
        log.atInfo().addKeyValue("keys", keys.list().size()).log("Read the API keys");
    }

    @Override
    public void polled(Consumer<byte[], byte[]> consumer) {
        keyLog.tellUses();
        if (System.nanoTime() - heardAt > ASK_EVERY.toNanos()) {
            hear(consumer);
        }
    }

    /** Silence may be that nothing happens, or that the broker is away. */
    private void hear(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends;
        try {
            ends = consumer.endOffsets(partitions);
        } catch (RetriableException e) {
            log.atWarn().addKeyValue("reason", e.toString()).log("Kafka does not answer about the API keys");
            return;
        }
        long behind = ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - consumer.position(end.getKey()))
                .filter(lag -> lag > 0)
                .sum();
        if (behind == 0) {
            heardAt = System.nanoTime();
        }
    }

    private static String keyId(ConsumerRecord<byte[], byte[]> found) {
        return found.key() == null ? "" : new String(found.key(), StandardCharsets.UTF_8);
    }
}
