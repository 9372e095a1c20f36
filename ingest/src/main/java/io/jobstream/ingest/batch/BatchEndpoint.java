// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.RequestGuard;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.Submissions;
import io.jobstream.ingest.batch.BatchReader.Item;
import io.jobstream.ingest.batch.BatchReader.Wanted;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.RequestSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/jobs:batch}. */
public final class BatchEndpoint {
    private static final Logger log = LoggerFactory.getLogger(BatchEndpoint.class);
    private static final int BYTES_MAX = 4 * 1024 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Submissions submissions;
    private final Counts counts;

    public BatchEndpoint(Submissions submissions, Counts counts) {
        this.submissions = submissions;
        this.counts = counts;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/jobs:batch", this::submit, Scope.JOBS_WRITE);
    }

    /** What became of the jobs, in their order. */
    private record BatchAnswer(List<ItemAnswer> items) {}

    /** What became of one: what {@code POST /v1/jobs} would have answered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ItemAnswer(
            int status,
            @Nullable String jobId,
            @Nullable String location,
            @Nullable String name,
            @Nullable String pool,
            @Nullable String tenant,
            @Nullable Instant acceptedAt,
            @Nullable JsonNode problem) {
        static ItemAnswer of(AcceptedRequest accepted) {
            AcceptedRequest.Job job = accepted.jobs().get(0);
            return new ItemAnswer(
                    202,
                    job.jobId(),
                    "/v1/jobs/" + job.jobId(),
                    job.name(),
                    accepted.pool(),
                    accepted.tenant(),
                    accepted.acceptedAt(),
                    null);
        }

        static ItemAnswer of(ProblemException problem) {
            return new ItemAnswer(problem.status(), null, null, null, null, null, null, problem.document());
        }
    }

    private void submit(Context ctx) {
        Permit permit = Permit.of(ctx);
        List<Item> items = BatchReader.read(
                RequestBody.json(ctx, BYTES_MAX), permit.tenants().only().orElse(Limits.TENANT_DEFAULT));
        permit.countAs(items.size());
        Map<String, ProblemException> refused = refused(items, permit);
        List<@Nullable ProblemException> problems = new ArrayList<>();
        List<Submissions.Keyed> wanted = new ArrayList<>();
        Call call = RequestGuard.call(ctx);
        for (Item item : items) {
            ProblemException problem = item.wanted() == null ? item.problem() : refused.get(tenantOf(item.wanted()));
            problems.add(problem);
            if (problem == null) {
                Wanted job = Objects.requireNonNull(item.wanted());
                wanted.add(new Submissions.Keyed(job.submission().calledBy(call), job.key()));
            }
        }
        List<CompletableFuture<AcceptedRequest>> written = submissions.submitAll(wanted, RequestSource.API);
        ctx.future(() -> CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new))
                .handle((done, e) -> answers(problems, written))
                .thenAccept(answers -> ctx.json(new BatchAnswer(answers))));
    }

    /** Tenants that the caller may not act for, or that have asked for too much, and why. */
    private static Map<String, ProblemException> refused(List<Item> items, Permit permit) {
        Map<String, Integer> asked = new HashMap<>();
        for (Item item : items) {
            if (item.wanted() != null) {
                asked.merge(tenantOf(item.wanted()), 1, Integer::sum);
            }
        }
        Map<String, ProblemException> refused = new HashMap<>();
        asked.forEach((tenant, jobs) -> {
            try {
                permit.requireTenant(tenant, jobs);
            } catch (ProblemException e) {
                refused.put(tenant, e);
            }
        });
        return refused;
    }

    /** @throws ProblemException 503 when nothing was accepted, and everything may be repeated */
    private List<ItemAnswer> answers(
            List<@Nullable ProblemException> problems, List<CompletableFuture<AcceptedRequest>> written) {
        List<ItemAnswer> answers = new ArrayList<>();
        int next = 0;
        for (ProblemException problem : problems) {
            CompletableFuture<AcceptedRequest> job =
                    problem == null ? written.get(next++) : CompletableFuture.failedFuture(problem);
            answers.add(answer(job));
        }
        if (answers.stream().allMatch(answer -> answer.status() == 503)) {
            throw ProblemException.unavailable(
                    "It is not known of any of the jobs that it was accepted: repeat them with the same keys",
                    RETRY_AFTER);
        }
        return answers;
    }

    private ItemAnswer answer(CompletableFuture<AcceptedRequest> written) {
        try {
            ItemAnswer accepted = ItemAnswer.of(written.join());
            counts.submission("batch", null);
            return accepted;
        } catch (CompletionException e) {
            counts.submission("batch", e);
            if (e.getCause() instanceof ProblemException problem) {
                return ItemAnswer.of(problem);
            }
            log.atError().setCause(e).log("A job of a batch failed unexpectedly");
            return ItemAnswer.of(
                    new ProblemException(500, "Internal error", "Something unexpected went wrong; the log has it"));
        }
    }

    private static String tenantOf(Wanted wanted) {
        return wanted.submission().subject().tenant();
    }
}
