// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.query.analytics.Question;
import io.jobstream.query.analytics.Windows;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.jobs.JobFilter;
import io.jobstream.query.jobs.JobJson;
import io.jobstream.query.jobs.JobPage;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.json.AvroJson;
import io.jobstream.query.json.Times;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The questions that are answered at once. */
final class ReadRoutes {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 500;

    private final Jobs jobs;
    private final Fleet fleet;
    private final JobJson json;
    private final Windows windows;
    private final Clock clock;

    ReadRoutes(Jobs jobs, Fleet fleet, JobJson json, Windows windows, Clock clock) {
        this.jobs = jobs;
        this.fleet = fleet;
        this.json = json;
        this.windows = windows;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/jobs", this::list, Scope.JOBS_READ);
        routes.get("/v1/jobs/{id}", this::job, Scope.JOBS_READ);
        routes.get("/v1/pools", this::pools, Scope.JOBS_READ);
        routes.get("/v1/runners", this::runners, Scope.JOBS_READ);
        routes.get("/v1/tenants", this::tenants, Scope.JOBS_READ);
        routes.get("/v1/analytics/jobs", this::analytics, Scope.JOBS_READ);
    }

    /** @throws ProblemException 404 when nobody knows the job, and as if nobody did when it is another tenant's */
    static JobStatus known(Jobs jobs, Context ctx) {
        String id = ctx.pathParam("id");
        Permit permit = Permit.of(ctx);
        return jobs.find(id)
                .filter(job -> permit.sees(job.getSpec().getTenant()))
                .orElseThrow(() -> ProblemException.notFound(
                        "No job " + id + " is known here; settled jobs are forgotten after a while"));
    }

    private void job(Context ctx) {
        Parameters.of(ctx).check();
        answer(ctx, json.of(known(jobs, ctx)));
    }

    private void list(Context ctx) {
        Parameters given = Parameters.of(ctx, "pool", "state", "repository", "limit", "cursor");
        JobFilter filter = new JobFilter(
                        given.text("pool"), given.word("state", JobState.class), given.text("repository"))
                .within(Permit.of(ctx).tenants());
        Integer limit = given.number("limit", 1, LIMIT_MAX);
        given.check();
        JobPage page = page(filter, limit == null ? LIMIT_DEFAULT : limit, given);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        page.items().forEach(job -> items.add(json.of(job)));
        answer.put("next", page.next());
        answer(ctx, answer);
    }

    private JobPage page(JobFilter filter, int limit, Parameters given) {
        try {
            return jobs.list(filter, limit, given.text("cursor"));
        } catch (IllegalArgumentException e) {
            given.error("cursor", "expected the next of an earlier list");
            given.check();
            throw e;
        }
    }

    private void pools(Context ctx) {
        Parameters.of(ctx).check();
        Tenants tenants = Permit.of(ctx).tenants();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        for (String name : fleet.poolNames()) {
            fleet.whole(name)
                    .ifPresent(pool -> items.add(AvroJson.of(Narrowed.pool(pool, tenants))
                            .put("packing", fleet.packing(name).name())
                            .setAll(cells(name, tenants))));
        }
        answer(ctx, answer.putNull("next"));
    }

    /** Each cell of a pool that has several. */
    private ObjectNode cells(String pool, Tenants tenants) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        List<String> cells = fleet.cells(pool);
        if (cells.size() > 1) {
            ArrayNode array = shown.putArray("cells");
            cells.stream()
                    .flatMap(cell -> fleet.pool(cell).stream())
                    .forEach(cell -> array.add(fleet.nameCell(AvroJson.of(Narrowed.pool(cell, tenants)))));
        }
        return shown;
    }

    private void runners(Context ctx) {
        Parameters given = Parameters.of(ctx, "pool");
        given.check();
        Tenants tenants = Permit.of(ctx).tenants();
        ObjectNode answer = items(fleet.runners(given.text("pool")).stream()
                .map(runner -> Narrowed.runner(runner, tenants, jobs::tenantOf))
                .toList());
        answer.path("items").forEach(runner -> fleet.nameCell((ObjectNode) runner));
        answer(ctx, answer);
    }

    private void tenants(Context ctx) {
        Parameters.of(ctx).check();
        Tenants tenants = Permit.of(ctx).tenants();
        answer(
                ctx,
                items(fleet.policies().stream()
                        .filter(policy -> tenants.contains(policy.getTenant()))
                        .toList()));
    }

    private void analytics(Context ctx) {
        Parameters given = Parameters.of(ctx, "from", "to", "group_by");
        @Nullable
        Question question = Question.of(
                given.time("from"), given.time("to"), given.text("group_by"), clock.instant(), given::error);
        given.check();
        if (question != null) {
            answer(ctx, windows.answer(question, Permit.of(ctx).tenants(), clock.instant()));
        }
    }

    private static ObjectNode items(Collection<? extends IndexedRecord> records) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        records.forEach(record -> items.add(AvroJson.of(record)));
        return answer.putNull("next");
    }

    private void answer(Context ctx, ObjectNode answer) {
        // Clocks of browsers differ: ages are counted from this.
        ctx.header("X-Now", Times.rfc3339(clock.instant()));
        ctx.contentType("application/json").result(answer.toString());
    }
}
