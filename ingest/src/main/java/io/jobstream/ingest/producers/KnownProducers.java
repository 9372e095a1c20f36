// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.EnrolledProducer;
import io.jobstream.signatures.RecordSignature;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The producers as one partition has them, for whoever reads requests from the log. For one thread. */
public final class KnownProducers {
    private final Map<String, EnrolledProducer> byId = new HashMap<>();
    private final Consumer<EnrolledProducer> heard;

    /**
     * None yet.
     *
     * @param heard is told of each
     */
    public KnownProducers(Consumer<EnrolledProducer> heard) {
        this.heard = heard;
    }

    /** Of one that cannot be, nothing is believed. */
    public void put(Producer producer) {
        try {
            EnrolledProducer enrolled = EnrolledProducer.of(producer);
            byId.put(producer.getProducerId(), enrolled);
            heard.accept(enrolled);
        } catch (IllegalArgumentException e) {
            forget(producer.getProducerId());
        }
    }

    public void forget(String producerId) {
        byId.remove(producerId);
    }

    /** Whether the scheduler takes the request, as far as is known here: a new producer may be heard of later. */
    public boolean signed(ConsumerRecord<byte[], byte[]> record, JobRequest request) {
        RecordSignature signature = RecordSignature.in(record.headers()).orElse(null);
        EnrolledProducer producer = signature == null ? null : byId.get(signature.producerId());
        return signature != null
                && producer != null
                && producer.problemOf(request, Instant.ofEpochMilli(record.timestamp()))
                        .isEmpty()
                && producer.key().accepts(signature, record.topic(), record.key(), record.value());
    }
}
