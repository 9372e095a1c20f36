// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.health.Health;
import io.jobstream.http.json.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;

/** What operators and tools ask of any process: alive, ready, metrics, and what else can be asked. */
final class OperationalEndpoints {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final List<Endpoints> endpoints;

    OperationalEndpoints(PrometheusMeterRegistry meters, List<Endpoints> endpoints) {
        this.meters = meters;
        this.endpoints = endpoints;
    }

    void addTo(RoutesConfig routes) {
        String openApi = OpenApi.merge(endpoints).toPrettyString();
        routes.get("/healthz", ctx -> ctx.json(Map.of("alive", true)));
        routes.get("/readyz", this::ready);
        routes.get("/metrics", this::metrics);
        routes.get("/openapi.json", ctx -> ctx.contentType("application/json").result(openApi));
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
