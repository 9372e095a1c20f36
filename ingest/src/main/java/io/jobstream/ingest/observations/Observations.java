// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.observations;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.JobObservation;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes what was seen of jobs that run elsewhere. */
public final class Observations {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog log;
    private final AvroCodec codec;
    private final PoolPartitions partitions;

    public Observations(RequestLog log, AvroCodec codec, PoolPartitions partitions) {
        this.log = log;
        this.codec = codec;
        this.partitions = partitions;
    }

    /**
     * Completes with the jobs' ids when the log has all of it.
     *
     * @throws ProblemException 503 at once, when too much is in flight; the future may end with it too. Some may have
     *     been written then: saying it again changes nothing
     */
    public CompletableFuture<List<String>> write(List<Sighting> jobs, String deliveryId, Instant now) {
        List<JobObservation> seen =
                jobs.stream().map(job -> job.seen(deliveryId, now)).toList();
        CompletableFuture<?>[] appended = seen.stream().map(this::record).toList().stream()
                .map(this::append)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(appended)
                .thenApply(done ->
                        seen.stream().map(each -> each.getSpec().getJobId()).toList());
    }

    private CompletableFuture<RecordMetadata> append(ProducerRecord<String, byte[]> record) {
        return log.append(record);
    }

    private ProducerRecord<String, byte[]> record(JobObservation seen) {
        try {
            return new ProducerRecord<>(
                    Topics.JOB_OBSERVATIONS.name(),
                    partitions.ofRepository(seen.getSpec().getRepository()),
                    seen.getSpec().getJobId(),
                    codec.encode(Topics.JOB_OBSERVATIONS, seen));
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable(
                    "The schema registry does not answer; nothing was accepted", RETRY_AFTER);
        }
    }
}
