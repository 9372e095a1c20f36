// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.tenants;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.files.WatchedFile;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes policies, each once to every partition: all pools are told. */
public final class TenantPolicies {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final PoolPartitions partitions;

    public TenantPolicies(RequestLog requestLog, AvroCodec codec, PoolPartitions partitions) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.partitions = partitions;
    }

    /** As a YAML file has them; each is given to all pools when the file is taken up. */
    public WatchedFile.Kind<List<TenantPolicy>> file() {
        return new WatchedFile.Kind<>(
                "tenants' policies",
                "jobstream.ingest.tenants",
                List.of(),
                TenantPolicyReader::file,
                List::size,
                policies -> policies.forEach(policy -> give(policy).join()));
    }

    /**
     * Completes when every partition has the policy; exceptionally with a 503 when that is not known: then some have it
     * and some may not, and repeating it mends that.
     *
     * @throws ProblemException 503 when nothing could be written
     */
    CompletableFuture<TenantPolicy> give(TenantPolicy policy) {
        byte[] bytes = encoded(policy);
        CompletableFuture<?>[] appended = IntStream.range(0, partitions.count())
                .mapToObj(partition -> requestLog.append(
                        new ProducerRecord<>(Topics.TENANT_POLICIES.name(), partition, policy.getTenant(), bytes)))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(appended).thenApply(done -> policy);
    }

    private byte[] encoded(TenantPolicy policy) {
        try {
            return codec.encode(Topics.TENANT_POLICIES, policy);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was changed", RETRY_AFTER);
        }
    }
}
