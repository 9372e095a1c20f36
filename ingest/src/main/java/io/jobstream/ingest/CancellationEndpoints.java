// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.cells.Cells;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.submission.SubmissionReader.Cancellation;
import io.jobstream.topics.Cell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/jobs/{id}/cancel} and {@code /v1/pipelines/{id}/cancel}. */
final class CancellationEndpoints {
    private final Submissions submissions;
    private final RecentRequests recent;
    private final BooleanSupplier caughtUp;
    private final Cells cells;
    private final Counts counts;

    CancellationEndpoints(
            Submissions submissions, RecentRequests recent, BooleanSupplier caughtUp, Cells cells, Counts counts) {
        this.submissions = submissions;
        this.recent = recent;
        this.caughtUp = caughtUp;
        this.cells = cells;
        this.counts = counts;
    }

    void addTo(RoutesConfig routes) {
        routes.post(
                "/v1/jobs/{id}/cancel", ctx -> counts.answering(ctx, "cancel", () -> cancelJob(ctx)), Scope.JOBS_WRITE);
        routes.post(
                "/v1/pipelines/{id}/cancel",
                ctx -> counts.answering(ctx, "cancel_pipeline", () -> cancelPipeline(ctx)),
                Scope.JOBS_WRITE);
    }

    /** The answer to {@code POST /v1/jobs/{id}/cancel}. */
    private record JobAnswer(String jobId, String pool) {}

    /** The answer to {@code POST /v1/pipelines/{id}/cancel}. */
    private record PipelineAnswer(String pipelineId, String pool) {}

    private CompletableFuture<Void> cancelJob(Context ctx) {
        String jobId = ctx.pathParam("id");
        Cancellation asked = SubmissionReader.cancellation(RequestBody.jsonOrEmpty(ctx));
        List<String> cells = cells(Permit.of(ctx), "job", jobId, recent.ofJob(jobId), asked.pool());
        return submissions
                .cancelJob(jobId, cells, asked.reason())
                .thenAccept(done -> ctx.status(202).json(new JobAnswer(jobId, Cell.poolOf(cells.get(0)))));
    }

    private CompletableFuture<Void> cancelPipeline(Context ctx) {
        String pipelineId = ctx.pathParam("id");
        Cancellation asked = SubmissionReader.cancellation(RequestBody.jsonOrEmpty(ctx));
        List<String> cells = cells(Permit.of(ctx), "pipeline", pipelineId, recent.ofPipeline(pipelineId), asked.pool());
        return submissions
                .cancelPipeline(pipelineId, cells, asked.reason())
                .thenAccept(done -> ctx.status(202).json(new PipelineAnswer(pipelineId, Cell.poolOf(cells.get(0)))));
    }

    /**
     * The cell of the request, or where that is not known all those of the pool that the caller names: whose that is
     * nobody knows, so that only who may act for all tenants can name it. Cells that do not know the job do nothing.
     */
    private List<String> cells(
            Permit permit, String what, String id, Optional<AcceptedRequest> request, @Nullable String asked) {
        AcceptedRequest known =
                request.filter(found -> permit.sees(found.tenant())).orElse(null);
        if (known != null && asked != null && !known.pool().equals(asked)) {
            throw new ProblemException(
                    409,
                    "Other pool",
                    "This " + what + " is in another pool",
                    List.of(new FieldError("/pool", "It is " + known.pool())));
        }
        if (known != null) {
            return List.of(known.cell());
        }
        if (asked != null && SubmissionReader.isId(id) && permit.tenants().all()) {
            return cells.names(asked);
        }
        if (!caughtUp.getAsBoolean()) {
            throw ProblemException.unavailable(
                    "The requests of the last day are still being read", Duration.ofSeconds(1));
        }
        throw ProblemException.notFound(
                "No " + what + " of the last day has this id; an older one needs its pool in the body,"
                        + " and a credential for all tenants");
    }
}
