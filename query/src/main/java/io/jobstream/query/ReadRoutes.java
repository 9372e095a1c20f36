// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
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
        routes.get("/v1/jobs", this::list);
        routes.get("/v1/jobs/{id}", this::job);
        routes.get("/v1/pools", this::pools);
        routes.get("/v1/runners", this::runners);
        routes.get("/v1/tenants", this::tenants);
        routes.get("/v1/analytics/jobs", this::analytics);
    }

    /** @throws ProblemException 404 when nobody knows the job */
    static JobStatus known(Jobs jobs, Context ctx) {
        String id = ctx.pathParam("id");
        return jobs.find(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "No job " + id + " is known here; settled jobs are forgotten after a while"));
    }

    private void job(Context ctx) {
        Parameters.of(ctx).check();
        answer(ctx, json.of(known(jobs, ctx)));
    }

    private void list(Context ctx) {
        Parameters given = Parameters.of(ctx, "pool", "state", "repository", "limit", "cursor");
        JobFilter filter =
                new JobFilter(given.text("pool"), given.word("state", JobState.class), given.text("repository"));
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
        ObjectNode answer = items(fleet.pools());
        answer.path("items").forEach(item -> {
            ObjectNode pool = (ObjectNode) item;
            pool.put("packing", fleet.packing(pool.path("pool").asText()).name());
        });
        answer(ctx, answer);
    }

    private void runners(Context ctx) {
        Parameters given = Parameters.of(ctx, "pool");
        given.check();
        answer(ctx, items(fleet.runners(given.text("pool"))));
    }

    private void tenants(Context ctx) {
        Parameters.of(ctx).check();
        answer(ctx, items(fleet.policies()));
    }

    private void analytics(Context ctx) {
        Parameters given = Parameters.of(ctx, "from", "to", "group_by");
        @Nullable
        Question question = Question.of(
                given.time("from"), given.time("to"), given.text("group_by"), clock.instant(), given::error);
        given.check();
        if (question != null) {
            answer(ctx, windows.answer(question, clock.instant()));
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
