// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.IndependentJobs;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.RequestedJob;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway answers about a request that is in the log. */
public record AcceptedRequest(
        String pool,
        String tenant,
        @Nullable String pipelineId,
        Instant acceptedAt,
        List<Job> jobs,
        @Nullable IdempotencyKey key) {

    /** One of its jobs. */
    public record Job(String jobId, String name) {}

    /** Where keys are unique. */
    public record Scope(String tenant, String pool, String key) {}

    /** Of a request with at least one job: it, or each of its jobs where they are independent. */
    public static List<AcceptedRequest> allOf(JobRequest request) {
        IndependentJobs independent = request.getIndependent();
        if (independent == null) {
            return List.of(of(request));
        }
        return request.getJobs().stream()
                .map(RequestedJob::getSpec)
                .map(spec -> new AcceptedRequest(
                        request.getPool(),
                        spec.getTenant(),
                        null,
                        request.getAcceptedAt(),
                        List.of(new Job(spec.getJobId(), spec.getName())),
                        key(independent.getKeys().get(spec.getJobId()))))
                .toList();
    }

    /** Of a request with at least one job that is accepted whole. */
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
                key(request.getIdempotency()));
    }

    public @Nullable Scope scope() {
        return key == null ? null : new Scope(tenant, pool, key.key());
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
