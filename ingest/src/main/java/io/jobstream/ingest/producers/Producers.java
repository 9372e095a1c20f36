// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.Producer;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The enrolled producers: written once to each partition, and read whole when someone asks, which is seldom. */
public final class Producers implements AutoCloseable {
    private static final String CLIENT = "jobstream-ingest-producers";
    /** Someone waits: partitions that have nothing may not hold up the others. */
    private static final Map<String, Object> SETTINGS =
            Map.of("default.api.timeout.ms", 5_000, "fetch.max.wait.ms", 20);

    private static final Duration POLL = Duration.ofMillis(250);
    private static final long READ_SECONDS_MAX = 10;
    private static final long ASK_SECONDS_MAX = 5;

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final KafkaConnection connection;
    private final List<TopicPartition> partitions;
    private final Admin admin;

    public Producers(RequestLog requestLog, AvroCodec codec, KafkaConnection connection, PoolPartitions pools) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.connection = connection;
        this.partitions = IntStream.range(0, pools.count())
                .mapToObj(partition -> new TopicPartition(Topics.PRODUCERS.name(), partition))
                .toList();
        this.admin = connection.admin(CLIENT);
    }

    /**
     * What is written of a producer.
     *
     * @param offsets where, by partition; a partition that does not have it is missing
     */
    record Enrolment(Producer producer, Map<TopicPartition, Long> offsets) {}

    /** Writes it to each partition; completes with where it is when all have it, or exceptionally with a 503. */
    CompletableFuture<Enrolment> write(Producer producer) {
        byte[] bytes = codec.encode(Topics.PRODUCERS, producer);
        Map<TopicPartition, CompletableFuture<Long>> appended = new HashMap<>();
        for (TopicPartition partition : partitions) {
            appended.put(
                    partition,
                    requestLog
                            .append(new ProducerRecord<>(
                                    partition.topic(), partition.partition(), producer.getProducerId(), bytes))
                            .thenApply(metadata -> metadata.offset()));
        }
        return CompletableFuture.allOf(appended.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    appended.forEach((partition, offset) -> offsets.put(partition, offset.join()));
                    return new Enrolment(producer, offsets);
                });
    }

    /**
     * Whether the scheduler has taken it in, in every partition: from then on each record that is appended is judged by
     * it, since what the scheduler has committed is in its state.
     *
     * @throws KafkaException when that cannot be told
     */
    boolean counts(Enrolment enrolment) {
        if (!isComplete(enrolment)) {
            return false;
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                ofKafka(() -> admin.listConsumerGroupOffsets(Topics.SCHEDULER_GROUP)
                        .partitionsToOffsetAndMetadata(Topics.SCHEDULER_GROUP)
                        .get(ASK_SECONDS_MAX, TimeUnit.SECONDS));
        return enrolment.offsets().entrySet().stream().allMatch(written -> {
            OffsetAndMetadata next = committed.get(written.getKey());
            return next != null && next.offset() > written.getValue();
        });
    }

    /** Whether every partition has it. */
    boolean isComplete(Enrolment enrolment) {
        return enrolment.offsets().size() == partitions.size();
    }

    /**
     * All of them by id, revoked ones too.
     *
     * @throws KafkaException when they cannot be read now
     */
    Map<String, Enrolment> read() {
        Map<String, Map<TopicPartition, Read>> byId = new TreeMap<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_SECONDS_MAX);
        try (Consumer<byte[], byte[]> consumer = connection.consumer(CLIENT, SETTINGS)) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.beginningOffsets(partitions).forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - deadline > 0) {
                    throw new org.apache.kafka.common.errors.TimeoutException(
                            "The producers could not be read in time");
                }
                consumer.poll(POLL).forEach(record -> take(record, byId));
            }
        }
        Map<String, Enrolment> found = new TreeMap<>();
        byId.forEach((id, reads) -> found.put(id, enrolment(reads)));
        return found;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<String, Map<TopicPartition, Read>> byId) {
        if (record.key() == null) {
            return;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            byId.remove(id);
            return;
        }
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            byId.computeIfAbsent(id, unused -> new HashMap<>())
                    .put(partition, new Read(codec.decode(Topics.PRODUCERS, record.value()), record.offset()));
        } catch (UndecodableException e) {
            byId.remove(id);
        }
    }

    /** The newest, and the partitions that have just that; others were not reached when it was written. */
    private static Enrolment enrolment(Map<TopicPartition, Read> reads) {
        Producer newest = reads.values().stream()
                .map(Read::producer)
                .max(Comparator.comparing(
                        producer -> producer.getRevokedAt() == null ? producer.getEnrolledAt() : Instant.MAX))
                .orElseThrow();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        reads.forEach((partition, read) -> {
            if (read.producer().equals(newest)) {
                offsets.put(partition, read.offset());
            }
        });
        return new Enrolment(newest, offsets);
    }

    private record Read(Producer producer, long offset) {}

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private static <T> T ofKafka(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("Kafka did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
