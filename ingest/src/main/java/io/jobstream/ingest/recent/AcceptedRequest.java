// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.JobRequest;
import io.jobstream.topics.Cell;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway answers about a request that is in the log.
 *
 * @param cell where it is, as topics call it
 * @param grouped whether it names a concurrency group
 */
public record AcceptedRequest(
        String cell,
        String tenant,
        @Nullable String pipelineId,
        Instant acceptedAt,
        List<Job> jobs,
        @Nullable IdempotencyKey key,
        boolean grouped) {

    /** One of its jobs. */
    public record Job(String jobId, String name) {}

    /** Where keys are unique. */
    public record Scope(String tenant, String pool, String key) {}

    /** Of a request with at least one job. */
    public static AcceptedRequest of(JobRequest request) {
        var first = request.getJobs().get(0).getSpec();
        return new AcceptedRequest(
                request.getPool(),
                first.getTenant(),
                first.getPipelineId(),
                request.getAcceptedAt(),
                request.getJobs().stream()
                        .map(job ->
                                new Job(job.getSpec().getJobId(), job.getSpec().getName()))
                        .toList(),
                key(request.getIdempotency()),
                request.getJobs().stream().anyMatch(job -> job.getSpec().getConcurrencyGroup() != null));
    }

    public String pool() {
        return Cell.poolOf(cell);
    }

    public @Nullable Scope scope() {
        return key == null ? null : new Scope(tenant, pool(), key.key());
    }

    private static @Nullable IdempotencyKey key(@Nullable Idempotency idempotency) {
        if (idempotency == null) {
            return null;
        }
        // A copy: the original holds on to the whole record.
        ByteBuffer fingerprint = idempotency.getFingerprint().duplicate();
        byte[] bytes = new byte[fingerprint.remaining()];
        fingerprint.get(bytes);
        return new IdempotencyKey(idempotency.getKey(), ByteBuffer.wrap(bytes));
    }
}
