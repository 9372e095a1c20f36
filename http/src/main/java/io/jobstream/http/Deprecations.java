// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells with each answer of an operation that is on its way out since when that is so (RFC 9745, {@code Deprecation})
 * and when it ends (RFC 8594, {@code Sunset}). The OpenAPI document says it, so that both always agree:
 * {@code "deprecated": true, "x-deprecated-on": "2027-01-31", "x-sunset-on": "2027-12-31"}, with {@code externalDocs}
 * about what to use instead.
 */
final class Deprecations {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Map<String, Notice> byRoute = new HashMap<>();

    /** @throws IllegalArgumentException when a deprecated operation does not say since when, or ends before */
    Deprecations(JsonNode document) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().path("deprecated").asBoolean()) {
                        String route = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                        byRoute.put(route, Notice.of(route, operation.getValue()));
                    }
                }));
    }

    void addTo(RoutesConfig routes) {
        if (!byRoute.isEmpty()) {
            routes.beforeMatched(this::tell);
        }
    }

    private void tell(Context ctx) {
        Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
        Notice notice = endpoint == null ? null : byRoute.get(ctx.method().name() + " " + endpoint.path);
        if (notice != null) {
            ctx.header("Deprecation", "@" + notice.since().atStartOfDay().toEpochSecond(ZoneOffset.UTC));
            if (notice.sunset() != null) {
                ctx.header("Sunset", HTTP_DATE.format(notice.sunset().atStartOfDay()));
            }
            if (notice.about() != null) {
                ctx.header("Link", "<" + notice.about() + ">; rel=\"deprecation\"");
            }
        }
    }

    private record Notice(
            LocalDate since,
            @Nullable LocalDate sunset,
            @Nullable String about) {
        private static Notice of(String route, JsonNode operation) {
            LocalDate since = date(route, operation, "x-deprecated-on");
            LocalDate sunset = date(route, operation, "x-sunset-on");
            if (since == null || (sunset != null && sunset.isBefore(since))) {
                throw new IllegalArgumentException(
                        route + " is deprecated: x-deprecated-on must say since when, x-sunset-on lies later");
            }
            JsonNode about = operation.path("externalDocs").path("url");
            return new Notice(since, sunset, about.isTextual() ? about.asText() : null);
        }

        private static @Nullable LocalDate date(String route, JsonNode operation, String field) {
            try {
                return operation.has(field)
                        ? LocalDate.parse(operation.path(field).asText())
                        : null;
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(route + ": " + field + " is no date such as 2027-01-31", e);
            }
        }
    }
}
