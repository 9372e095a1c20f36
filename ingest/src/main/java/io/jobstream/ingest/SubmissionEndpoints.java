// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.RequestSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/jobs}, {@code /v1/pipelines} and {@code /v1/jobs/{id}/cancel}. */
final class SubmissionEndpoints {
    private static final String KEY_HEADER = "Idempotency-Key";

    private final Submissions submissions;
    private final RecentRequests recent;
    private final BooleanSupplier caughtUp;
    private final Counts counts;

    SubmissionEndpoints(Submissions submissions, RecentRequests recent, BooleanSupplier caughtUp, Counts counts) {
        this.submissions = submissions;
        this.recent = recent;
        this.caughtUp = caughtUp;
        this.counts = counts;
    }

    void addTo(RoutesConfig routes) {
        routes.post(
                "/v1/jobs",
                ctx -> counted(
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
                        })));
        routes.post(
                "/v1/pipelines",
                ctx -> counted(
                        ctx,
                        "pipelines",
                        () -> submit(ctx, SubmissionReader::pipeline)
                                .thenAccept(accepted -> ctx.status(202).json(PipelineAnswer.of(accepted)))));
        routes.post("/v1/jobs/{id}/cancel", ctx -> counted(ctx, "cancel", () -> cancel(ctx)));
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

    /** The answer to {@code POST /v1/jobs/{id}/cancel}. */
    private record CancelAnswer(String jobId, String pool) {}

    private CompletableFuture<AcceptedRequest> submit(Context ctx, Function<JsonNode, Submission> reader) {
        String key = key(ctx);
        JsonNode body = RequestBody.json(ctx);
        Submission submission = reader.apply(body);
        return submissions.submit(submission, key == null ? null : IdempotencyKey.of(key, body), RequestSource.API);
    }

    private CompletableFuture<Void> cancel(Context ctx) {
        String jobId = ctx.pathParam("id");
        SubmissionReader.Cancellation cancellation = SubmissionReader.cancellation(RequestBody.jsonOrEmpty(ctx));
        String pool = pool(jobId, cancellation.pool());
        return submissions
                .cancel(jobId, pool, cancellation.reason())
                .thenAccept(done -> ctx.status(202).json(new CancelAnswer(jobId, pool)));
    }

    private String pool(String jobId, @Nullable String asked) {
        String known = recent.ofJob(jobId).map(AcceptedRequest::pool).orElse(null);
        if (known != null && asked != null && !known.equals(asked)) {
            throw new ProblemException(
                    409,
                    "Other pool",
                    "This job is in another pool",
                    List.of(new FieldError("/pool", "It is " + known)));
        }
        if (known != null) {
            return known;
        }
        if (asked != null && SubmissionReader.isJobId(jobId)) {
            return asked;
        }
        if (!caughtUp.getAsBoolean()) {
            throw ProblemException.unavailable("The jobs of the last day are still being read", Duration.ofSeconds(1));
        }
        throw ProblemException.notFound("No job of the last day has this id; an older one needs its pool in the body");
    }

    private void counted(Context ctx, String endpoint, Supplier<CompletableFuture<Void>> handling) {
        CompletableFuture<Void> answer;
        try {
            answer = handling.get();
        } catch (RuntimeException e) {
            counts.submission(endpoint, e);
            throw e;
        }
        ctx.future(() -> answer.whenComplete((done, e) -> counts.submission(endpoint, e)));
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
