// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.http.Context;
import io.javalin.http.RequestLogger;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and times each request by route, method and status, and logs it at DEBUG: never a body, never a query. */
final class RequestLog implements RequestLogger {
    private static final Logger log = LoggerFactory.getLogger("io.jobstream.http.requests");

    /** Few: each route, method and status that was seen has them all. */
    private static final Duration[] BUCKETS = IntStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;

    RequestLog(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handle(Context ctx, Float millis) {
        Endpoint endpoint = ctx.endpoints().lastHttpEndpoint();
        // The route, not the path: strangers choose paths, and each would be a time series.
        String route = endpoint == null || !endpoint.method.isHttpMethod() ? "none" : endpoint.path;
        Timer.builder("http.server.requests")
                .description("HTTP requests by route, method and status")
                .serviceLevelObjectives(BUCKETS)
                .tag("route", route)
                .tag("method", route.equals("none") ? "any" : ctx.method().name())
                .tag("status", Integer.toString(ctx.statusCode()))
                .register(meters)
                .record((long) (millis * 1_000_000L), TimeUnit.NANOSECONDS);
        log.atDebug()
                .addKeyValue("requestId", RequestGuard.requestId(ctx))
                .addKeyValue("method", ctx.method().name())
                .addKeyValue("route", route)
                .addKeyValue("status", ctx.statusCode())
                .addKeyValue("millis", millis)
                .log("Request");
    }
}
