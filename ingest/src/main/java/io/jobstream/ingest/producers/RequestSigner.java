// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import io.jobstream.http.ProblemException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Signs what the gateway accepts. */
@FunctionalInterface
public interface RequestSigner {
    /** Where the scheduler asks for no signatures. */
    RequestSigner NONE = record -> {};

    /**
     * Adds the signature to a record.
     *
     * @throws ProblemException 503 while the scheduler would not take it
     */
    void sign(ProducerRecord<String, byte[]> record);
}
