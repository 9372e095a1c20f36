// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.deadletters.DeadLetters;
import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import io.jobstream.traces.JobTrace;
import io.jobstream.traces.TraceCarriers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends results until the log has them, however long Kafka is away; there are never more than slots. */
final class ResultSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ResultSender.class);
    private static final long RETRY_MILLIS = 500;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final int partition;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final ScheduledExecutorService thread;

    ResultSender(Identity identity, KafkaConnection connection, PoolPartitions partitions, AvroCodec codec) {
        this.partition = partitions.ofPool(identity.pool());
        String name = "runner-" + identity.runnerId() + "-results";
        this.codec = codec;
        this.producer = connection.producer(
                name,
                Map.of(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 60_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, name);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /**
     * Sends a result; {@code settled} runs when the log has it, or never will.
     *
     * @param spec of the job, for the record's headers; null when it is not known
     */
    void send(JobResult result, @Nullable JobSpec spec, Runnable settled) {
        soon(0, () -> trySend(result, spec, settled));
    }

    /** A record that nobody can read is kept for someone to look at. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, Exception problem) {
        Position position = new Position(record.topic(), record.partition(), record.offset());
        var headers = DeadLetters.headers("runner", position, record.headers(), problem);
        soon(0, () -> {
            var unused = producer.send(
                    new ProducerRecord<String, byte[]>(Topics.DEAD_LETTERS, null, null, null, record.value(), headers));
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(CLOSE_WITHIN);
    }

    private void trySend(JobResult result, @Nullable JobSpec spec, Runnable settled) {
        try {
            byte[] value = codec.encode(Topics.JOB_RESULTS, result);
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topics.JOB_RESULTS.name(), partition, result.getPool(), value);
            if (spec != null && spec.getCall() != null) {
                TraceCarriers.addTo(record.headers(), JobTrace.of(spec).attempt(result.getAttempt()), spec.getCall());
            }
            var unused = producer.send(record, (metadata, problem) -> {
                if (problem == null) {
                    settled.run();
                } else {
                    failed(result, spec, settled, problem);
                }
            });
        } catch (KafkaException | RegistryUnavailableException e) {
            failed(result, spec, settled, e);
        }
    }

    private void failed(JobResult result, @Nullable JobSpec spec, Runnable settled, Exception problem) {
        log.atWarn()
                .addKeyValue("jobId", result.getJobId())
                .addKeyValue("problem", problem.getMessage())
                .log("A result could not be sent");
        if (problem instanceof RecordTooLargeException) {
            settled.run();
        } else {
            soon(RETRY_MILLIS, () -> trySend(result, spec, settled));
        }
    }

    private void soon(long afterMillis, Runnable task) {
        try {
            var unused = thread.schedule(task, afterMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.atDebug().log("The session is over");
        }
    }
}
