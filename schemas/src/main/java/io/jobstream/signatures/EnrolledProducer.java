// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.Producer;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.topics.Cell;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a producer may write.
 *
 * @param tenant whose jobs; {@value #ANY_TENANT} is anybody's
 * @param pools where; empty is anywhere
 * @param expiresAt when it ends; null for never
 */
public record EnrolledProducer(
        String producerId,
        VerificationKey key,
        String tenant,
        Set<String> pools,
        @Nullable Instant expiresAt,
        boolean revoked) {
    public static final String ANY_TENANT = "*";

    /**
     * As {@code ci.producers} has it.
     *
     * @throws IllegalArgumentException when it has no key, or nobody can be called so
     */
    public static EnrolledProducer of(Producer producer) {
        if (!RecordSignature.PRODUCER_ID.matcher(producer.getProducerId()).matches()) {
            throw new IllegalArgumentException("no producer can be called " + producer.getProducerId());
        }
        return new EnrolledProducer(
                producer.getProducerId(),
                VerificationKey.of(producer.getPublicKey()),
                producer.getTenant(),
                Set.copyOf(producer.getPools()),
                producer.getExpiresAt(),
                producer.getRevokedAt() != null);
    }

    /** Why it may not write a request that the log stamped so; empty when it may, if it has signed it. */
    public Optional<String> problemOf(JobRequest request, Instant stamp) {
        if (revoked) {
            return Optional.of("producer " + producerId + " is revoked");
        }
        if (expiresAt != null && !stamp.isBefore(expiresAt)) {
            return Optional.of("producer " + producerId + " was enrolled until " + expiresAt);
        }
        String pool = Cell.poolOf(request.getPool());
        if (!pools.isEmpty() && !pools.contains(pool)) {
            return Optional.of("producer " + producerId + " may not ask in pool " + pool);
        }
        if (tenant.equals(ANY_TENANT)) {
            return Optional.empty();
        }
        return request.getJobs().stream()
                .map(RequestedJob::getSpec)
                .filter(spec -> !spec.getTenant().equals(tenant))
                .findFirst()
                .map(spec -> "producer " + producerId + " may not ask for tenant " + spec.getTenant());
    }
}
