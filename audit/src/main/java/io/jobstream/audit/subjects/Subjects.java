// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import io.jobstream.clients.AvroCodec;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Gives subjects their keys and writes those that are new. */
public final class Subjects {
    private final SubjectKeys keys;
    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Producer<String, byte[]> producer;
    private final Clock clock;
    private final Map<String, CompletableFuture<Void>> writing = new ConcurrentHashMap<>();

    public Subjects(
            SubjectKeys keys,
            AvroCodec codec,
            PoolPartitions partitions,
            Producer<String, byte[]> producer,
            Clock clock) {
        this.keys = keys;
        this.codec = codec;
        this.partitions = partitions;
        this.producer = producer;
        this.clock = clock;
    }

    /**
     * A subject's key.
     *
     * @param durable completes when all in-sync replicas have it; what is written under it counts only then
     */
    public record Given(SubjectKey key, CompletableFuture<Void> durable) {}

    /** The key to write under now; a new one where there is none. */
    public Given of(String subject) {
        SubjectKeys.Made made;
        CompletableFuture<Void> durable = new CompletableFuture<>();
        synchronized (this) {
            Optional<SubjectKey> current = keys.current(subject, clock.instant());
            if (current.isPresent()) {
                SubjectKey key = current.get();
                CompletableFuture<Void> pending = writing.get(key.pseudonym());
                return new Given(key, pending == null ? CompletableFuture.completedFuture(null) : pending);
            }
            made = keys.make(subject, clock.instant());
            writing.put(made.key().pseudonym(), durable);
        }
        // Kafka's client may block, which must hold up no other subject.
        write(made, durable);
        return new Given(made.key(), durable);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the result
    private void write(SubjectKeys.Made made, CompletableFuture<Void> durable) {
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topics.AUDIT_SUBJECTS.name(),
                            partitions.ofKey(made.recordKey()),
                            made.recordKey(),
                            codec.encode(Topics.AUDIT_SUBJECTS, made.value())),
                    (metadata, e) -> written(made, durable, e));
        } catch (KafkaException | IllegalStateException e) {
            written(made, durable, e);
        }
    }

    private void written(SubjectKeys.Made made, CompletableFuture<Void> durable, @Nullable Exception e) {
        if (e == null) {
            durable.complete(null);
        } else {
            // Nothing may be written under it: nobody else may ever learn it.
            keys.remove(made.recordKey());
            durable.completeExceptionally(e);
        }
        writing.remove(made.key().pseudonym());
    }
}
