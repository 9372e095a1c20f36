// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.ApiKeyUse;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads all keys and goes on: a revocation is known here as soon as the broker has it. */
final class KeyReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long RETRY_MILLIS = 500;
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    /** A copy that has not heard of Kafka for longer cannot know what was revoked, and believes nobody. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final ApiKeys keys;
    private final KeyLog keyLog;
    private final KafkaConnection connection;
    private final List<TopicPartition> partitions;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> open;
    private volatile boolean caughtUp;
    private volatile long heardAt;

    KeyReader(ApiKeys keys, KeyLog keyLog, KafkaConnection connection, PoolPartitions partitions) {
        this.keys = keys;
        this.keyLog = keyLog;
        this.connection = connection;
        this.partitions = Stream.of(Topics.API_KEYS, Topics.API_KEY_USES)
                .flatMap(topic -> IntStream.range(0, topic.partitions(partitions.count()))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        this.thread = new Thread(this::run, "api-keys");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether it is known which keys are good now. */
    boolean knows() {
        return caughtUp && System.nanoTime() - heardAt < SILENCE_MAX.toNanos();
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer =
                    connection.consumer("jobstream-keys", Map.of("default.api.timeout.ms", 5_000))) {
                open = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                // Stopping, which the loop sees.
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("The API keys cannot be read; trying again");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Reading the API keys failed; trying again");
            } finally {
                open = null;
            }
            pause();
        }
    }

    /** Each time from the beginning: what the log no longer has must not stay in memory. */
    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions).forEach(consumer::seek);
        caughtUp = false;
        keys.clear();
        heardAt = System.nanoTime();
        while (stopping.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                take(each);
            }
            if (!caughtUp
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                caughtUp = true;
                log.atInfo().addKeyValue("keys", keys.list().size()).log("Read the API keys");
            }
            keyLog.tellUses();
            if (System.nanoTime() - heardAt > ASK_EVERY.toNanos()) {
                hear(consumer);
            }
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

    private void take(ConsumerRecord<byte[], byte[]> found) {
        String keyId = found.key() == null ? "" : new String(found.key(), StandardCharsets.UTF_8);
        while (stopping.getCount() > 0) {
            try {
                take(found, keyId);
                return;
            } catch (UndecodableException e) {
                log.atError()
                        .addKeyValue("topic", found.topic())
                        .addKeyValue("partition", found.partition())
                        .addKeyValue("offset", found.offset())
                        .addKeyValue("keyId", keyId)
                        .log("Not a record of this topic: {}", e.getMessage());
                if (found.topic().equals(Topics.API_KEYS.name())) {
                    // It may have been a revocation.
                    keys.remove(keyId);
                }
                return;
            } catch (RegistryUnavailableException e) {
                log.atWarn().log("Trying again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> found, String keyId) {
        byte[] value = found.value();
        if (found.topic().equals(Topics.API_KEY_USES.name())) {
            if (value != null) {
                ApiKeyUse use = keyLog.codec().decode(Topics.API_KEY_USES, value);
                keys.used(use.getKeyId(), use.getUsedAt());
            }
        } else if (value == null) {
            keys.remove(keyId);
        } else {
            keys.put(keyLog.codec().decode(Topics.API_KEYS, value));
        }
    }

    private void pause() {
        try {
            boolean unused = stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
