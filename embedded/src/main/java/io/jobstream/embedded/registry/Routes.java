// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The requests that are understood. A segment in braces takes any value, which the route gets in order. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    Routes(Registry registry) {
        get("", (request, values) -> Map.of());
        get("healthz", (request, values) -> Map.of("alive", true));
        get("readyz", (request, values) -> Map.of("ready", true));
        get("contexts", (request, values) -> List.of("."));
        get("v1/metadata/version", (request, values) -> Map.of("version", "jobstream", "commitId", ""));
        get("v1/metadata/id", (request, values) -> Map.of("id", "", "scope", Map.of("path", List.of())));
        new SchemaRoutes(registry).addTo(this);
        new SubjectRoutes(registry).addTo(this);
        new SettingRoutes(registry).addTo(this);
    }

    Routes get(String path, Handler handler) {
        return add("GET", path, handler);
    }

    Routes post(String path, Handler handler) {
        return add("POST", path, handler);
    }

    Routes put(String path, Handler handler) {
        return add("PUT", path, handler);
    }

    Routes delete(String path, Handler handler) {
        return add("DELETE", path, handler);
    }

    Object handle(Exchange request) throws IOException {
        List<String> path = request.path();
        List<Route> samePath =
                routes.stream().filter(route -> route.matches(path)).toList();
        if (samePath.isEmpty()) {
            throw new RegistryException(404, "HTTP 404 Not Found");
        }
        Route route = samePath.stream()
                .filter(candidate -> candidate.method.equals(request.method()))
                .findFirst()
                .orElseThrow(() -> new RegistryException(405, "HTTP 405 Method Not Allowed"));
        return route.handler.answer(request, route.values(path));
    }

    private Routes add(String method, String path, Handler handler) {
        routes.add(new Route(method, path.isEmpty() ? List.of() : List.of(path.split("/", -1)), handler));
        return this;
    }

    /** What a route does: the answer's body, or a {@link RegistryException}. */
    @FunctionalInterface
    interface Handler {
        Object answer(Exchange request, List<String> values) throws IOException;
    }

    private record Route(String method, List<String> segments, Handler handler) {
        boolean matches(List<String> path) {
            if (path.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!isValue(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        List<String> values(List<String> path) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (isValue(segments.get(i))) {
                    values.add(path.get(i));
                }
            }
            return values;
        }

        private static boolean isValue(String segment) {
            return segment.startsWith("{");
        }
    }
}
