// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.log;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends records and tells when all in-sync replicas have them. */
public final class RequestLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int BYTES_PER_PERMIT = 1_024;
    private static final String NOT_KNOWN =
            "Kafka did not confirm it in time, so that it is not known whether it was accepted: repeat it with the"
                    + " same Idempotency-Key";

    private final Producer<String, byte[]> producer;
    private final Executor answering;
    private final Semaphore records;
    private final Semaphore kibibytes;
    private final Duration closeTimeout;
    private final Timer appends;

    /**
     * Connects; the broker need not be there yet.
     *
     * @param answering where results complete, so that a slow caller never holds up Kafka's own thread
     */
    public RequestLog(KafkaConnection connection, Bounds bounds, Executor answering, MeterRegistry meters) {
        this.producer = connection.producer("jobstream-ingest", settings(bounds));
        this.answering = answering;
        this.records = new Semaphore(bounds.records());
        this.kibibytes = new Semaphore(kibibytes(bounds.bytes()));
        this.closeTimeout = bounds.deliveryTimeout().plusSeconds(1);
        this.appends = Timer.builder("jobstream.ingest.append")
                .description("From handing a record to Kafka's client to the acknowledgement of all in-sync replicas")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters);
    }

    /**
     * What may be in flight at a time.
     *
     * @param deliveryTimeout after which a record's fate is called unknown
     */
    public record Bounds(int records, long bytes, Duration deliveryTimeout) {}

    /**
     * Completes with the stamp of the log, or exceptionally with the 503 for the caller.
     *
     * @throws ProblemException 503 at once, when too much is in flight: nothing was written
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the result
    public CompletableFuture<RecordMetadata> append(ProducerRecord<String, byte[]> record) {
        int size = kibibytes(record.value() == null ? 0 : record.value().length);
        if (!records.tryAcquire()) {
            throw busy();
        }
        if (!kibibytes.tryAcquire(size)) {
            records.release();
            throw busy();
        }
        CompletableFuture<RecordMetadata> appended = new CompletableFuture<>();
        long start = System.nanoTime();
        try {
            producer.send(record, (metadata, e) -> {
                release(size);
                if (e == null) {
                    appends.record(Duration.ofNanos(System.nanoTime() - start));
                    appended.completeAsync(() -> metadata, answering);
                } else {
                    fail(appended, record, e);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            release(size);
            fail(appended, record, e);
        }
        return appended;
    }

    /** Waits for what is in flight. */
    @Override
    public void close() {
        producer.close(closeTimeout);
    }

    private void fail(CompletableFuture<RecordMetadata> appended, ProducerRecord<String, byte[]> record, Exception e) {
        log.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("pool", record.key())
                .addKeyValue("reason", e.toString())
                .log("Kafka did not confirm a record");
        answering.execute(() -> appended.completeExceptionally(ProblemException.unavailable(NOT_KNOWN, RETRY_AFTER)));
    }

    private void release(int size) {
        records.release();
        kibibytes.release(size);
    }

    private static ProblemException busy() {
        return ProblemException.unavailable(
                "Too much is waiting for Kafka; nothing was accepted: come back", RETRY_AFTER);
    }

    private static int kibibytes(long bytes) {
        return (int) (1 + bytes / BYTES_PER_PERMIT);
    }

    private static Map<String, Object> settings(Bounds bounds) {
        int timeout = Math.toIntExact(bounds.deliveryTimeout().toMillis());
        return Map.of(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                timeout,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeout / 2,
                // Only reached before the first metadata: memory is bounded above.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                timeout / 4,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2 * bounds.bytes() + 16 * 1024 * 1024);
    }
}
