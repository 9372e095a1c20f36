// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.runner.logs.ChunkSink;
import io.jobstream.schemas.LogChunk;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends chunks of logs from a bounded buffer; who adds to a full one waits. */
public final class LogSender implements ChunkSink, AutoCloseable {
    private static final long BUFFER_BYTES = 4 * 1024 * 1024;
    private static final int DELIVERY_MILLIS = 120_000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;

    public LogSender(String runnerId, KafkaConnection connection, AvroCodec codec) {
        this.codec = codec;
        this.producer = connection.producer(
                "runner-" + runnerId + "-logs",
                Map.of(
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        BUFFER_BYTES,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        DELIVERY_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_MILLIS,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        500));
    }

    @Override
    public CompletionStage<Void> accept(LogChunk chunk) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        try {
            byte[] value = codec.encode(Topics.JOB_LOGS, chunk);
            var unused = producer.send(
                    new ProducerRecord<>(Topics.JOB_LOGS.name(), chunk.getJobId(), value), (metadata, problem) -> {
                        if (problem == null) {
                            durable.complete(null);
                        } else {
                            durable.completeExceptionally(problem);
                        }
                    });
        } catch (KafkaException | RegistryUnavailableException e) {
            durable.completeExceptionally(e);
        }
        return durable;
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
