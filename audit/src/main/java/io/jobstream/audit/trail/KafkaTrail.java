// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.trail;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.audit.subjects.SubjectKeys;
import io.jobstream.audit.subjects.SubjectReader;
import io.jobstream.audit.subjects.Subjects;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes {@code ci.audit}. */
public final class KafkaTrail implements AuditTrail, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaTrail.class);
    private static final int IN_FLIGHT_MAX = 5_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Producer<String, byte[]> producer;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final @Nullable Subjects subjects;
    private final @Nullable SubjectReader reader;
    /** Never on Kafka's own thread, so that a slow answer holds up no acknowledgement. */
    private final ExecutorService answering = Executors.newFixedThreadPool(2, runnable -> {
        Thread thread = new Thread(runnable, "audit-answers");
        thread.setDaemon(true);
        return thread;
    });

    private KafkaTrail(KafkaConnection connection, PoolPartitions partitions, @Nullable KeyEncryptionKey kek) {
        this.codec = AvroCodec.warm(connection, List.of(Topics.AUDIT, Topics.AUDIT_SUBJECTS));
        this.partitions = partitions;
        this.producer = connection.producer(
                "jobstream-audit",
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_250,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_500,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000));
        if (kek == null) {
            this.subjects = null;
            this.reader = null;
        } else {
            SubjectKeys keys = new SubjectKeys(kek);
            this.subjects = new Subjects(keys, codec, partitions, producer, Clock.systemUTC());
            this.reader = SubjectReader.start(keys, codec, connection);
        }
    }

    /**
     * Starts.
     *
     * @param kek what subjects' keys are wrapped with; null where nobody is known, so that there is nothing to encrypt
     * @throws RegistryUnavailableException when the schema registry does not answer
     */
    public static KafkaTrail start(
            KafkaConnection connection, PoolPartitions partitions, @Nullable KeyEncryptionKey kek) {
        return new KafkaTrail(connection, partitions, kek);
    }

    @Override
    public CompletableFuture<Void> append(AuditEvent.Builder event, @Nullable PersonalData who) {
        if (!inFlight.tryAcquire()) {
            return CompletableFuture.failedFuture(new IllegalStateException("Too much of the audit waits for Kafka"));
        }
        try {
            return send(event, who).whenComplete((done, e) -> inFlight.release());
        } catch (KafkaException | RegistryUnavailableException | IllegalStateException e) {
            inFlight.release();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        producer.close(CLOSE_MAX);
        answering.shutdown();
        try {
            codec.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }

    /** A key that is new is written beside the record, which counts when both are there. */
    private CompletableFuture<Void> send(AuditEvent.Builder event, @Nullable PersonalData who) {
        if (who == null || subjects == null) {
            return send(event.setActor(ANYONE).setPersonal(null).build());
        }
        Subjects.Given given = subjects.of(who.subject());
        CompletableFuture<Void> sent = send(event.setActor(given.key().pseudonym())
                .setPersonal(ByteBuffer.wrap(given.key().encrypt(who)))
                .build());
        return given.durable().isDone() && !given.durable().isCompletedExceptionally()
                ? sent
                : sent.thenCombine(given.durable(), (one, other) -> null);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the result
    private CompletableFuture<Void> send(AuditEvent event) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        String actor = event.getActor();
        producer.send(
                new ProducerRecord<>(
                        Topics.AUDIT.name(), partitions.ofKey(actor), actor, codec.encode(Topics.AUDIT, event)),
                (metadata, e) -> answer(sent, e));
        return sent;
    }

    private void answer(CompletableFuture<Void> sent, @Nullable Exception e) {
        Runnable completion = () -> {
            if (e == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(e);
            }
        };
        try {
            answering.execute(completion);
        } catch (RejectedExecutionException closing) {
            completion.run();
        }
    }
}
