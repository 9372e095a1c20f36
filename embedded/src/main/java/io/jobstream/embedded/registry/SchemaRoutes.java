// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Requests about schemas by their id. */
final class SchemaRoutes {
    private final Registry registry;

    SchemaRoutes(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.get("schemas/types", (request, values) -> List.of("AVRO"))
                .get("schemas", (request, values) -> list(request))
                .get("schemas/ids/{id}", (request, values) -> byId(request, values.get(0)))
                .get("schemas/ids/{id}/schema", (request, values) -> Exchange.JSON.readTree(schema(values.get(0))))
                .get(
                        "schemas/ids/{id}/subjects",
                        (request, values) -> uses(request, values.get(0))
                                .map(SubjectVersion::subject)
                                .distinct()
                                .toList())
                .get(
                        "schemas/ids/{id}/versions",
                        (request, values) -> uses(request, values.get(0))
                                .map(version -> Map.of("subject", version.subject(), "version", version.version()))
                                .toList());
    }

    private Object byId(Exchange request, String id) {
        Map<String, Object> answer = new TreeMap<>(Map.of("schema", schema(id)));
        if (request.flag("fetchMaxId")) {
            answer.put("maxId", registry.ask(Contents::highestId));
        }
        return answer;
    }

    private String schema(String id) {
        int number = number(id);
        return registry.ask(contents -> contents.schema(number))
                .orElseThrow(() -> RegistryException.schemaNotFound(id));
    }

    private Stream<SubjectVersion> uses(Exchange request, String id) {
        int number = number(id);
        schema(id);
        return registry.ask(contents -> contents.all(request.flag("deleted")).toList()).stream()
                .filter(version -> version.id() == number);
    }

    private List<JsonNode> list(Exchange request) throws IOException {
        String prefix = request.query("subjectPrefix");
        boolean latestOnly = request.flag("latestOnly");
        return registry.ask(contents -> contents.subjects(request.flag("deleted")).stream()
                .filter(subject -> prefix == null || subject.startsWith(prefix))
                .map(subject -> contents.versions(subject, request.flag("deleted")))
                .flatMap(versions -> latestOnly ? Stream.of(versions.get(versions.size() - 1)) : versions.stream())
                .map(version -> Exchange.JSON.<JsonNode>valueToTree(SubjectRoutes.described(version)))
                .toList());
    }

    private static int number(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            throw new RegistryException(404, "HTTP 404 Not Found", e);
        }
    }
}
