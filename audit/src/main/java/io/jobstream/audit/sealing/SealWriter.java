// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.sealing;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.seals.Growth;
import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.AuditSeal;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Signs what has grown and writes it. */
record SealWriter(Producer<String, byte[]> producer, AvroCodec codec, SealingKey key) {
    private static final int TIMEOUT_SECONDS = 10;

    /**
     * Returns when all in-sync replicas have the seals.
     *
     * @throws IllegalStateException when that is not known: the partitions are to be opened anew
     */
    void write(Map<Integer, Growth> due) {
        List<Future<?>> written = new ArrayList<>();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        due.forEach((partition, growth) -> {
            AuditSeal seal = growth.seal(now, key);
            written.add(producer.send(new ProducerRecord<>(
                    Topics.AUDIT_SEALS.name(),
                    partition,
                    Integer.toString(partition),
                    codec.encode(Topics.AUDIT_SEALS, seal))));
        });
        for (Future<?> each : written) {
            try {
                each.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("A seal was not confirmed: " + e.getMessage(), e);
            }
        }
    }
}
