// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.health.Health;
import io.jobstream.http.access.Exempt;
import io.jobstream.http.access.Scope;
import io.jobstream.http.json.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What operators and tools ask of any process: alive, ready, metrics, and what else can be asked. */
final class OperationalEndpoints {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final List<Endpoints> endpoints;
    private final Supplier<String> openApi;

    /** @param openApi the document, asked for once every route is known */
    OperationalEndpoints(PrometheusMeterRegistry meters, List<Endpoints> endpoints, Supplier<String> openApi) {
        this.openApi = openApi;
        this.meters = meters;
        this.endpoints = endpoints;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/healthz", ctx -> ctx.json(Map.of("alive", true)), Exempt.PUBLIC);
        routes.get("/readyz", this::ready, Exempt.PUBLIC);
        routes.get("/metrics", this::metrics, Scope.METRICS_READ);
        routes.get("/openapi.json", ctx -> ctx.contentType("application/json").result(openApi.get()), Exempt.PUBLIC);
    }

    private void ready(Context ctx) {
        Health health = endpoints.stream().map(Endpoints::health).reduce(Health.READY, Health::and);
        ctx.status(health.ready() ? 200 : 503)
                .contentType("application/json")
                .result(Json.write(new Readiness(health.ready(), health.problems(), health.warnings())));
    }

    private void metrics(Context ctx) {
        String accept = ctx.header("Accept");
        String type = accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
        ctx.result(meters.scrape(type)).contentType(type);
    }

    private record Readiness(boolean ready, List<String> problems, List<String> warnings) {}
}
