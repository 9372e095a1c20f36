// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads all keys and goes on: a key that is erased is used no more. Before it has read all, subjects
 * that have a key get another, which does no harm.
 */
public final class SubjectReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SubjectReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long RETRY_MILLIS = 500;

    private final SubjectKeys keys;
    private final AvroCodec codec;
    private final KafkaConnection connection;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;

    private SubjectReader(SubjectKeys keys, AvroCodec codec, KafkaConnection connection) {
        this.keys = keys;
        this.codec = codec;
        this.connection = connection;
        this.thread = new Thread(this::run, "audit-subjects");
        thread.setDaemon(true);
    }

    public static SubjectReader start(SubjectKeys keys, AvroCodec codec, KafkaConnection connection) {
        SubjectReader reader = new SubjectReader(keys, codec, connection);
        reader.thread.start();
        return reader;
    }

    /** Whether all keys were read within the time. */
    public boolean awaitAll(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer =
                    connection.consumer("jobstream-audit-subjects", Map.of("default.api.timeout.ms", 5_000))) {
                follow(consumer);
            } catch (KafkaException e) {
                log.atWarn()
                        .addKeyValue("reason", e.toString())
                        .log("The audit's subjects cannot be read; trying again");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Reading the audit's subjects failed; trying again");
            }
            pause();
        }
    }

    /** Each time from the beginning: what the log no longer has must not stay in memory. */
    private void follow(Consumer<byte[], byte[]> consumer) {
        String topic = Topics.AUDIT_SUBJECTS.name();
        List<TopicPartition> partitions = IntStream.range(
                        0, consumer.partitionsFor(topic).size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.beginningOffsets(partitions).forEach(consumer::seek);
        keys.clear();
        while (stopping.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                take(each);
            }
            if (caughtUp.getCount() > 0
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                caughtUp.countDown();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> found) {
        String key = found.key() == null ? "" : new String(found.key(), StandardCharsets.UTF_8);
        byte[] value = found.value();
        while (stopping.getCount() > 0) {
            try {
                if (!keys.take(key, value == null ? null : codec.decode(Topics.AUDIT_SUBJECTS, value))) {
                    log.atWarn()
                            .addKeyValue("partition", found.partition())
                            .addKeyValue("offset", found.offset())
                            .log("A subject's key was wrapped with another key-encryption key");
                }
                return;
            } catch (UndecodableException e) {
                log.atError()
                        .addKeyValue("partition", found.partition())
                        .addKeyValue("offset", found.offset())
                        .log("Not a record of this topic: {}", e.getMessage());
                return;
            } catch (RegistryUnavailableException e) {
                log.atWarn().log("Trying again: {}", e.getMessage());
                pause();
            }
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
