// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests about subjects and their versions, and whether a schema would be taken. */
final class SubjectRoutes {
    private static final String DEFAULT_CONTEXT = ":.:";

    private final Registry registry;

    SubjectRoutes(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.get("subjects", (request, values) -> subjects(request))
                .post("subjects/{subject}", (request, values) -> lookUp(request, subject(values)))
                .delete(
                        "subjects/{subject}",
                        (request, values) -> registry.deleteSubject(subject(values), request.flag("permanent")))
                .get("subjects/{subject}/versions", (request, values) -> versions(request, subject(values)))
                .post("subjects/{subject}/versions", (request, values) -> register(request, subject(values)))
                .get(
                        "subjects/{subject}/versions/{version}",
                        (request, values) ->
                                described(version(subject(values), values.get(1), request.flag("deleted"))))
                .delete("subjects/{subject}/versions/{version}", (request, values) -> delete(request, values))
                .get(
                        "subjects/{subject}/versions/{version}/schema",
                        (request, values) ->
                                Exchange.JSON.readTree(version(subject(values), values.get(1), request.flag("deleted"))
                                        .schema()))
                .get("subjects/{subject}/versions/{version}/referencedby", (request, values) -> List.of())
                .post(
                        "compatibility/subjects/{subject}/versions",
                        (request, values) -> compatible(request, subject(values), null))
                .post(
                        "compatibility/subjects/{subject}/versions/{version}",
                        (request, values) -> compatible(request, subject(values), values.get(1)));
    }

    static Map<String, Object> described(SubjectVersion version) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", version.subject());
        answer.put("version", version.version());
        answer.put("id", version.id());
        answer.put("schema", version.schema());
        return answer;
    }

    /** The subject of a request; its context, when it names one, is the default one. */
    static String subject(List<String> values) {
        String subject = values.get(0);
        return subject.startsWith(DEFAULT_CONTEXT) ? subject.substring(DEFAULT_CONTEXT.length()) : subject;
    }

    private List<String> subjects(Exchange request) {
        String prefix = request.query("subjectPrefix");
        return registry.ask(contents -> contents.subjects(request.flag("deleted"))).stream()
                .filter(subject -> prefix == null || subject.startsWith(prefix) || prefix.equals(DEFAULT_CONTEXT))
                .toList();
    }

    private List<Integer> versions(Exchange request, String subject) {
        return existing(subject, request.flag("deleted")).stream()
                .map(SubjectVersion::version)
                .toList();
    }

    private Object lookUp(Exchange request, String subject) throws IOException {
        AvroSchema schema = schema(request);
        boolean withDeleted = request.flag("deleted");
        existing(subject, withDeleted);
        return described(registry.find(subject, schema, withDeleted)
                .orElseThrow(() -> new RegistryException(40403, "Schema not found")));
    }

    private Object register(Exchange request, String subject) throws IOException {
        return Map.of("id", registry.register(subject, schema(request)));
    }

    private Object delete(Exchange request, List<String> values) {
        boolean permanent = request.flag("permanent");
        return registry.deleteVersion(version(subject(values), values.get(1), true), permanent);
    }

    private Object compatible(Exchange request, String subject, @Nullable String version) throws IOException {
        AvroSchema schema = schema(request);
        List<SubjectVersion> earlier = version == null
                ? registry.ask(contents -> contents.versions(subject, false))
                : List.of(version(subject, version, false));
        List<String> problems = Compatibility.problems(registry.level(subject), schema, earlier);
        return request.flag("verbose")
                ? Map.of("is_compatible", problems.isEmpty(), "messages", problems)
                : Map.of("is_compatible", problems.isEmpty());
    }

    private List<SubjectVersion> existing(String subject, boolean withDeleted) {
        List<SubjectVersion> versions = registry.ask(contents -> contents.versions(subject, withDeleted));
        if (versions.isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        return versions;
    }

    private SubjectVersion version(String subject, String version, boolean withDeleted) {
        List<SubjectVersion> versions = existing(subject, withDeleted);
        if ("latest".equals(version) || "-1".equals(version)) {
            return versions.get(versions.size() - 1);
        }
        int number = number(version);
        return versions.stream()
                .filter(candidate -> candidate.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryException.versionNotFound(version));
    }

    private static int number(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number that is no version.
        }
        throw RegistryException.invalidVersion(version);
    }

    private static AvroSchema schema(Exchange request) throws IOException {
        JsonNode body = request.body();
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryException.invalidSchema("this registry takes AVRO only, not " + type);
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryException.invalidSchema("this registry takes no references");
        }
        return Compatibility.parse(body.path("schema").asText(""), request.flag("normalize"));
    }
}
