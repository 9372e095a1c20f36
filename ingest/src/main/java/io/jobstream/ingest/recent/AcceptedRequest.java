// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.IndependentJobs;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.topics.Cell;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
        Origin origin,
        @Nullable IdempotencyKey key,
        boolean grouped) {

    /** What all its jobs are about, and the rules that led to them. */
    public record Origin(String repository, String branch, String commit, List<String> triggeredBy) {
        private static Origin of(JobSpec spec) {
            return new Origin(
                    spec.getRepository(),
                    spec.getBranch(),
                    spec.getCommit(),
                    Objects.requireNonNullElse(spec.getTriggeredBy(), List.of()));
        }
    }

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
                        Origin.of(spec),
                        key(independent.getKeys().get(spec.getJobId())),
                        isGrouped(spec)))
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
                Origin.of(first),
                key(request.getIdempotency()),
                request.getJobs().stream().anyMatch(job -> isGrouped(job.getSpec())));
    }

    private static boolean isGrouped(JobSpec spec) {
        return spec.getConcurrencyGroup() != null;
    }

    public String pool() {
        return Cell.poolOf(cell);
    }

    /** What is known of one of its jobs; the rest has defaults. */
    public JobSpec spec(String jobId) {
        String name = jobs.stream()
                .filter(job -> job.jobId().equals(jobId))
                .map(Job::name)
                .findFirst()
                .orElseThrow();
        return JobSpec.newBuilder()
                .setJobId(jobId)
                .setName(name)
                .setTenant(tenant)
                .setRepository(origin.repository())
                .setBranch(origin.branch())
                .setCommit(origin.commit())
                .setPipelineId(pipelineId)
                .setTriggeredBy(origin.triggeredBy())
                .build();
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
