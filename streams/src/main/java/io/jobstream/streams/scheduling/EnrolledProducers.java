// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.EnrolledProducer;
import io.jobstream.signatures.RecordSignature;
import io.jobstream.streams.scheduling.state.StoredProducers;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The producers whose signatures count in this partition, from their place among its inputs on. They are kept in a
 * store: so what a signature is worth follows from the inputs alone, whoever reads them, and however often.
 */
final class EnrolledProducers {
    static final String STORE = "producers";

    private final StoredProducers stored;
    private final Map<String, EnrolledProducer> byId = new HashMap<>();

    EnrolledProducers(KeyValueStore<String, byte[]> store) {
        this.stored = new StoredProducers(new StoreStorage(store));
    }

    /** Reads what is stored. */
    void rebuild() {
        byId.clear();
        stored.forEach(producer -> byId.put(producer.getProducerId(), EnrolledProducer.of(producer)));
    }

    /** @throws UndecodableException when it cannot be one; then the one before counts no more */
    void put(Producer producer) {
        try {
            byId.put(producer.getProducerId(), EnrolledProducer.of(producer));
            stored.put(producer);
        } catch (IllegalArgumentException e) {
            forget(producer.getProducerId());
            throw new UndecodableException(String.valueOf(e.getMessage()));
        }
    }

    void forget(Record<byte[], byte[]> record) {
        if (record.key() != null) {
            forget(new String(record.key(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Goes on only with a request that an enrolled producer signed and may write.
     *
     * @throws UndecodableException saying why it may not be taken
     */
    void check(JobRequest request, Record<byte[], byte[]> record) {
        RecordSignature signature = RecordSignature.in(record.headers())
                .orElseThrow(() -> new UndecodableException("the record must have one " + RecordSignature.HEADER
                        + " header with the signature of an enrolled producer"));
        EnrolledProducer producer = byId.get(signature.producerId());
        if (producer == null) {
            throw new UndecodableException("no producer " + signature.producerId() + " is enrolled");
        }
        Optional<String> problem = producer.problemOf(request, Instant.ofEpochMilli(record.timestamp()));
        if (problem.isPresent()) {
            throw new UndecodableException(problem.get());
        }
        if (!producer.key().accepts(signature, Topics.JOB_REQUESTS.name(), record.key(), record.value())) {
            throw new UndecodableException("the signature is not one of producer " + signature.producerId()
                    + " over this topic, key and value");
        }
    }

    private void forget(String producerId) {
        byId.remove(producerId);
        stored.remove(producerId);
    }
}
