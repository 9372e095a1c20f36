// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request into {@code application/problem+json}; what nobody expected shows no internals. */
final class Problems {
    static final String CONTENT_TYPE = "application/problem+json";
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> {
            write(ctx, e);
            if (e.status() == 429) {
                Refusals.keepBack(ctx);
            }
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> write(ctx, of(e)));
        routes.exception(CompletionException.class, (e, ctx) -> {
            Throwable cause = e.getCause();
            if (cause instanceof ProblemException problem) {
                write(ctx, problem);
            } else {
                unexpected(ctx, cause == null ? e : cause);
            }
        });
        routes.exception(Exception.class, (e, ctx) -> unexpected(ctx, e));
    }

    static void write(Context ctx, ProblemException problem) {
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            ctx.header(
                    "Retry-After",
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        ctx.status(problem.status())
                .contentType(CONTENT_TYPE)
                .result(problem.document(RequestGuard.requestId(ctx)).toString());
    }

    private static ProblemException of(HttpResponseException e) {
        String phrase = HttpStatus.forStatus(e.getStatus()).getMessage();
        if (e.getStatus() == 404) {
            return ProblemException.notFound("Nothing is here");
        }
        Map<String, String> details = e.getDetails();
        String methods = details.get("availableMethods");
        return new ProblemException(
                e.getStatus(), phrase, methods == null ? String.valueOf(e.getMessage()) : "Allowed: " + methods);
    }

    private static void unexpected(Context ctx, Throwable e) {
        String requestId = RequestGuard.requestId(ctx);
        log.atError()
                .setCause(e)
                .addKeyValue("requestId", requestId)
                .addKeyValue("method", ctx.method())
                .addKeyValue("path", ctx.path())
                .log("A request failed unexpectedly");
        write(
                ctx,
                new ProblemException(
                        500, "Internal error", "Something unexpected went wrong; the log has it under the request id"));
    }
}
