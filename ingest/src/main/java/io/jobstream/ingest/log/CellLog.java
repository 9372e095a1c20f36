// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.log;

import io.jobstream.http.ProblemException;
import io.jobstream.ingest.producers.RequestSigner;
import io.jobstream.schemas.Call;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import io.jobstream.traces.TraceCarriers;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What a cell is asked for, in the partition of that cell; {@code cell} is what topics call it. */
public final class CellLog {
    private final RequestLog log;
    private final PoolPartitions partitions;
    private final RequestSigner signer;

    public CellLog(RequestLog log, PoolPartitions partitions, RequestSigner signer) {
        this.log = log;
        this.partitions = partitions;
        this.signer = signer;
    }

    /**
     * Appends a request, signed, as {@link RequestLog#append} does.
     *
     * @param call the one that it came with, for the record's headers
     * @throws ProblemException 503 at once, when nothing was written
     */
    public CompletableFuture<RecordMetadata> request(String cell, byte[] request, @Nullable Call call) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.JOB_REQUESTS.name(), partitions.ofPool(cell), cell, request);
        signer.sign(record);
        TraceCarriers.addTo(record.headers(), call);
        return log.append(record);
    }

    /** Appends the wish to end something; the same. */
    public CompletableFuture<RecordMetadata> cancellation(String cell, byte[] cancellation) {
        return append(Topics.JOB_CANCELLATIONS, cell, cell, cancellation);
    }

    /** Appends what else a cell is told; the same. */
    public CompletableFuture<RecordMetadata> append(Topic<?> topic, String cell, String key, byte[] value) {
        return log.append(new ProducerRecord<>(topic.name(), partitions.ofPool(cell), key, value));
    }
}
