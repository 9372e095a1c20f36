// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.OpenApi;
import io.jobstream.http.access.Scope;
import io.jobstream.query.dashboard.Dashboard;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.live.Live;
import io.jobstream.query.metering.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What the query service puts on the port of its process. */
final class QueryEndpoints implements Endpoints {
    private static final int ATTEMPTS_MAX = 10_000;

    private final ReadRoutes reads;
    private final Live live;
    private final Meters meters;
    private final Supplier<Health> health;
    private final Jobs jobs;

    QueryEndpoints(ReadRoutes reads, Live live, Meters meters, Supplier<Health> health, Jobs jobs) {
        this.reads = reads;
        this.live = live;
        this.meters = meters;
        this.health = health;
        this.jobs = jobs;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        reads.addTo(routes);
        routes.get("/v1/events", this::facts, Scope.JOBS_READ);
        routes.get("/v1/jobs/{id}/events", this::factsOfJob, Scope.JOBS_READ);
        routes.get("/v1/jobs/{id}/logs", this::log, Scope.LOGS_READ);
        new Dashboard().addTo(routes);
    }

    @Override
    public Health health() {
        return health.get();
    }

    @Override
    public void meter(MeterRegistry registry) {
        meters.register(registry);
    }

    @Override
    public JsonNode openApi() {
        return OpenApi.fragment(QueryEndpoints.class, "openapi.json");
    }

    @Override
    public void stopping() {
        live.close();
    }

    private void facts(Context ctx) {
        Parameters given = Parameters.of(ctx, "pool", "repository", "lastEventId");
        given.check();
        live.streamFacts(ctx, given.text("pool"), given.text("repository"));
    }

    private void factsOfJob(Context ctx) {
        Parameters.of(ctx, "lastEventId").check();
        live.streamFacts(ctx, ReadRoutes.known(jobs, ctx));
    }

    private void log(Context ctx) {
        Parameters given = Parameters.of(ctx, "attempt", "lastEventId");
        Integer attempt = given.number("attempt", 1, ATTEMPTS_MAX);
        given.check();
        live.streamLog(ctx, ReadRoutes.known(jobs, ctx), attempt);
    }
}
