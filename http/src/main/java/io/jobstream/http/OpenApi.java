// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.security.RouteRole;
import io.jobstream.http.access.Exempt;
import io.jobstream.http.access.Scope;
import io.jobstream.http.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The one OpenAPI document of a process, merged from the parts of its services. */
public final class OpenApi {
    private static final String BASE = "openapi.json";

    private OpenApi() {}

    /** A service's part, from a JSON resource beside {@code anchor}. */
    public static JsonNode fragment(Class<?> anchor, String resource) {
        try (InputStream in = anchor.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("No resource " + resource + " beside " + anchor.getName());
            }
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " could not be read", e);
        }
    }

    /** What every process answers, with the parts of its services. */
    public static ObjectNode document(List<JsonNode> parts) {
        ObjectNode document = (ObjectNode) fragment(OpenApi.class, BASE);
        for (JsonNode part : parts) {
            // One path may be one service's to read and another's to write.
            part.path("paths").properties().forEach(path -> {
                ObjectNode operations =
                        (ObjectNode) document.withObject("/paths").get(path.getKey());
                merge(
                        operations == null ? document.withObject("/paths").putObject(path.getKey()) : operations,
                        path.getValue(),
                        "operation of " + path.getKey());
            });
            for (String kind : List.of("schemas", "parameters")) {
                String at = "/components/" + kind;
                merge(document.withObject(at), part.at(at), kind);
            }
        }
        return document;
    }

    /** Routes, as {@code GET /v1/jobs/{id}}, that the document does not have. */
    static List<String> undocumented(JsonNode document, Collection<HttpServer.Route> routes) {
        return routes.stream()
                .filter(route -> operation(document, route).isMissingNode())
                .map(HttpServer.Route::toString)
                .toList();
    }

    /**
     * The document, with what each operation needs of who asks for it: as the routes declare it, so that it is true.
     */
    static ObjectNode secured(ObjectNode document, Collection<HttpServer.Route> routes) {
        for (HttpServer.Route route : routes) {
            if (operation(document, route) instanceof ObjectNode operation) {
                ArrayNode security = operation.putArray("security");
                for (RouteRole need : route.needs()) {
                    if (need instanceof Scope scope) {
                        security.addObject().putArray("bearer").add(scope.word());
                    } else if (Exempt.ANY_CALLER.equals(need)) {
                        security.addObject().putArray("bearer");
                    }
                }
            }
        }
        return document;
    }

    private static JsonNode operation(JsonNode document, HttpServer.Route route) {
        return document.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
    }

    private static void merge(ObjectNode into, JsonNode from, String what) {
        from.properties().forEach(field -> {
            if (into.has(field.getKey())) {
                throw new IllegalStateException("Two services document the " + what + " " + field.getKey());
            }
            into.set(field.getKey(), field.getValue());
        });
    }
}
