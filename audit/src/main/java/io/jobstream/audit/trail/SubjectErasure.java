// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.trail;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Erases keys of subjects: each becomes a record without a value, which compaction leaves nothing before. */
public record SubjectErasure(KafkaConnection connection, PoolPartitions partitions) {
    /**
     * Returns how many were erased, when all in-sync replicas know.
     *
     * @param recordKeys keys of {@code ci.audit.subjects}
     */
    public int erase(List<String> recordKeys) {
        try (Producer<String, byte[]> producer = connection.producer("jobstream-audit-erase")) {
            List<Future<?>> written = new ArrayList<>();
            for (String key : recordKeys) {
                written.add(producer.send(
                        new ProducerRecord<>(Topics.AUDIT_SUBJECTS.name(), partitions.ofKey(key), key, null)));
            }
            for (Future<?> each : written) {
                each.get();
            }
            return written.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: some keys may not be erased", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not confirm it; some keys may not be erased", e);
        }
    }
}
