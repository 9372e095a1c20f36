// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.schemas.ApiKey;
import io.jobstream.schemas.ApiKeyUse;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes keys, and that they were used, to their topics. */
final class KeyLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyLog.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);
    private static final Duration USES_APART = Duration.ofMinutes(1);

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Producer<String, byte[]> producer;
    private final Clock clock;
    private final Map<String, Instant> told = new ConcurrentHashMap<>();
    private final Map<String, Instant> untold = new ConcurrentHashMap<>();

    KeyLog(KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        this.codec = AvroCodec.warm(connection, java.util.List.of(Topics.API_KEYS, Topics.API_KEY_USES));
        this.partitions = partitions;
        this.clock = clock;
        this.producer = connection.producer(
                "jobstream-keys",
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_500,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000));
    }

    AvroCodec codec() {
        return codec;
    }

    /** Completes when all in-sync replicas have the key; else exceptionally with a 503. */
    CompletableFuture<ApiKey> write(ApiKey key) {
        CompletableFuture<ApiKey> written = new CompletableFuture<>();
        try {
            var unused = producer.send(record(Topics.API_KEYS, key.getKeyId(), key), (metadata, e) -> {
                if (e == null) {
                    written.complete(key);
                } else {
                    written.completeExceptionally(unknown());
                }
            });
        } catch (KafkaException | RegistryUnavailableException e) {
            written.completeExceptionally(unknown());
        }
        return written;
    }

    /** Notes that a key is used now; cheap, and told to nobody before {@link #tellUses}. */
    void used(String keyId) {
        Instant now = clock.instant();
        Instant before = told.get(keyId);
        if (before == null || before.plus(USES_APART).isBefore(now)) {
            untold.putIfAbsent(keyId, now);
        }
    }

    /** When a key was last used here, which others may not have been told of yet, nor this copy have read. */
    Optional<Instant> usedHere(String keyId) {
        return Optional.ofNullable(untold.get(keyId)).or(() -> Optional.ofNullable(told.get(keyId)));
    }

    /** Writes what was noted. That one is lost harms nobody: the next use tells the same. */
    void tellUses() {
        for (Map.Entry<String, Instant> use : Map.copyOf(untold).entrySet()) {
            String keyId = use.getKey();
            Instant at = use.getValue();
            told.put(keyId, at);
            untold.remove(keyId, at);
            try {
                ApiKeyUse telling = new ApiKeyUse(keyId, at.truncatedTo(ChronoUnit.MILLIS));
                var unused = producer.send(record(Topics.API_KEY_USES, keyId, telling), (metadata, e) -> {
                    if (e != null) {
                        log.atDebug().setCause(e).addKeyValue("keyId", keyId).log("A use was not told");
                    }
                });
            } catch (KafkaException | RegistryUnavailableException e) {
                log.atDebug().setCause(e).addKeyValue("keyId", keyId).log("A use was not told");
            }
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
        try {
            codec.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }

    private <T extends SpecificRecord> ProducerRecord<String, byte[]> record(Topic<T> topic, String keyId, T value) {
        return new ProducerRecord<>(topic.name(), partitions.ofKey(keyId), keyId, codec.encode(topic, value));
    }

    private static ProblemException unknown() {
        return ProblemException.unavailable(
                "Kafka did not confirm it in time, so that it is not known whether it was written: list the keys",
                RETRY_AFTER);
    }
}
