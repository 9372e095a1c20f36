// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.RequestGuard;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.http.audit.RequestAudit;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.RequestSource;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/jobs} and {@code /v1/pipelines}. */
final class SubmissionEndpoints {
    private static final String KEY_HEADER = "Idempotency-Key";

    private final Submissions submissions;
    private final Counts counts;

    SubmissionEndpoints(Submissions submissions, Counts counts) {
        this.submissions = submissions;
        this.counts = counts;
    }

    void addTo(RoutesConfig routes) {
        routes.post(
                "/v1/jobs",
                ctx -> counts.answering(
                        ctx,
                        "jobs",
                        () -> submit(ctx, SubmissionReader::job).thenAccept(accepted -> {
                            AcceptedRequest.Job job = accepted.jobs().get(0);
                            ctx.header("Location", "/v1/jobs/" + job.jobId());
                            ctx.status(202)
                                    .json(new JobAnswer(
                                            job.jobId(),
                                            job.name(),
                                            accepted.pool(),
                                            accepted.tenant(),
                                            accepted.acceptedAt()));
                        })),
                Scope.JOBS_WRITE);
        routes.post(
                "/v1/pipelines",
                ctx -> counts.answering(
                        ctx,
                        "pipelines",
                        () -> submit(ctx, SubmissionReader::pipeline).thenAccept(accepted -> {
                            RequestAudit.about(ctx, String.valueOf(accepted.pipelineId()));
                            ctx.status(202).json(PipelineAnswer.of(accepted));
                        })),
                Scope.JOBS_WRITE);
    }

    /** The answer to {@code POST /v1/jobs}. */
    private record JobAnswer(String jobId, String name, String pool, String tenant, Instant acceptedAt) {}

    /** The answer to {@code POST /v1/pipelines}. */
    private record PipelineAnswer(
            @Nullable String pipelineId,
            String pool,
            String tenant,
            Instant acceptedAt,
            List<AcceptedRequest.Job> jobs) {
        static PipelineAnswer of(AcceptedRequest accepted) {
            return new PipelineAnswer(
                    accepted.pipelineId(), accepted.pool(), accepted.tenant(), accepted.acceptedAt(), accepted.jobs());
        }
    }

    /** Reads what is wanted; its second argument is the tenant where nothing names one. */
    @FunctionalInterface
    private interface Reader {
        Submission read(JsonNode body, String tenant);
    }

    private CompletableFuture<AcceptedRequest> submit(Context ctx, Reader reader) {
        String key = key(ctx);
        JsonNode body = RequestBody.json(ctx);
        Permit permit = Permit.of(ctx);
        Submission submission = reader.read(body, permit.tenants().only().orElse(Limits.TENANT_DEFAULT));
        permit.requireTenant(submission.subject().tenant());
        return submissions.submit(
                submission.calledBy(RequestGuard.call(ctx)),
                key == null ? null : IdempotencyKey.of(key, body),
                RequestSource.API);
    }

    private static @Nullable String key(Context ctx) {
        List<String> headers = Collections.list(ctx.req().getHeaders(KEY_HEADER));
        if (headers.isEmpty()) {
            return null;
        }
        return (headers.size() == 1 ? IdempotencyKey.read(headers.get(0)) : Optional.<String>empty())
                .orElseThrow(() -> new ProblemException(
                        400, "Invalid header", KEY_HEADER + " must be one string of 1 to 255 printable characters"));
    }
}
