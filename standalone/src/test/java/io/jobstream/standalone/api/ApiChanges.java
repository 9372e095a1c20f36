// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * What a newer OpenAPI 3.1 document breaks for a client that was written to an older one: something that it calls is
 * gone, something that it sends is refused, or something that it reads is no longer there. An operation may go once its
 * {@code x-sunset-on} has passed. Clients are told to expect new fields and new values of enums in what they read.
 */
final class ApiChanges {
    private final JsonNode before;
    private final JsonNode after;
    private final LocalDate today;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private ApiChanges(JsonNode before, JsonNode after, LocalDate today) {
        this.before = before;
        this.after = after;
        this.today = today;
    }

    /** Empty when there are none. */
    static List<String> breaking(JsonNode before, JsonNode after, LocalDate today) {
        ApiChanges changes = new ApiChanges(before, after, today);
        changes.paths();
        return changes.breaks;
    }

    private void paths() {
        before.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String at = operation.getKey() + " " + path.getKey();
                    JsonNode now = after.path("paths").path(path.getKey()).path(operation.getKey());
                    if (!now.isMissingNode()) {
                        operation(at, operation.getValue(), now);
                    } else if (!sunset(operation.getValue())) {
                        breaks.add(at + " is gone");
                    }
                }));
    }

    private boolean sunset(JsonNode operation) {
        JsonNode on = operation.path("x-sunset-on");
        return on.isTextual() && LocalDate.parse(on.asText()).isBefore(today);
    }

    private void operation(String at, JsonNode old, JsonNode now) {
        parameters(at, old.path("parameters"), now.path("parameters"));
        JsonNode oldBody = resolve(before, old.path("requestBody"));
        JsonNode newBody = resolve(after, now.path("requestBody"));
        if (newBody.path("required").asBoolean() && !oldBody.path("required").asBoolean()) {
            breaks.add(at + ": the body has become required");
        }
        oldBody.path("content").properties().forEach(type -> {
            JsonNode same = newBody.path("content").path(type.getKey());
            if (same.isMissingNode()) {
                breaks.add(at + ": " + type.getKey() + " is taken no longer");
            } else {
                taken(at + " body", type.getValue().path("schema"), same.path("schema"));
            }
        });
        old.path("responses").properties().forEach(response -> {
            JsonNode same = resolve(after, now.path("responses").path(response.getKey()));
            boolean good = response.getKey().startsWith("2");
            if (good && same.isMissingNode()) {
                breaks.add(at + ": never answers " + response.getKey() + " any more");
            } else if (good) {
                response(at + " " + response.getKey(), resolve(before, response.getValue()), same);
            }
        });
    }

    private void response(String at, JsonNode old, JsonNode now) {
        old.path("content").properties().forEach(type -> {
            JsonNode same = now.path("content").path(type.getKey());
            if (same.isMissingNode()) {
                breaks.add(at + ": is " + type.getKey() + " no longer");
            } else {
                given(at, type.getValue().path("schema"), same.path("schema"));
            }
        });
    }

    private void parameters(String at, JsonNode old, JsonNode now) {
        for (JsonNode each : old) {
            JsonNode parameter = resolve(before, each);
            JsonNode same = parameter(now, parameter);
            String name = at + " parameter " + parameter.path("name").asText();
            if (same.isMissingNode()) {
                breaks.add(name + " is gone");
            } else {
                required(name, parameter, same);
                taken(name, parameter.path("schema"), same.path("schema"));
            }
        }
        for (JsonNode each : now) {
            JsonNode parameter = resolve(after, each);
            boolean known = StreamSupport.stream(old.spliterator(), false)
                    .anyMatch(one -> sameParameter(resolve(before, one), parameter));
            if (!known) {
                required(at + " parameter " + parameter.path("name").asText(), MissingNode.getInstance(), parameter);
            }
        }
    }

    private void required(String name, JsonNode old, JsonNode now) {
        if (now.path("required").asBoolean() && !old.path("required").asBoolean()) {
            breaks.add(name + " has become required");
        }
    }

    private JsonNode parameter(JsonNode all, JsonNode wanted) {
        for (JsonNode each : all) {
            JsonNode parameter = resolve(after, each);
            if (sameParameter(wanted, parameter)) {
                return parameter;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean sameParameter(JsonNode one, JsonNode other) {
        return one.path("name").equals(other.path("name")) && one.path("in").equals(other.path("in"));
    }

    /** What a client sends: all that was taken must still be. */
    private void taken(String at, JsonNode oldSchema, JsonNode newSchema) {
        JsonNode old = resolve(before, oldSchema);
        JsonNode now = resolve(after, newSchema);
        if (oldSchema.has("$ref") && !compared.add("taken " + oldSchema + newSchema)) {
            return;
        }
        lost(at + " may be no longer", types(old), types(now));
        lost(at + " may be no longer", values(old), values(now));
        lowered(at, old, now, "maxLength");
        lowered(at, old, now, "maximum");
        lowered(at, old, now, "maxItems");
        raised(at, old, now, "minLength");
        raised(at, old, now, "minimum");
        raised(at, old, now, "minItems");
        if (now.has("pattern") && !now.path("pattern").equals(old.path("pattern"))) {
            breaks.add(at + " has another pattern");
        }
        Set<String> demanded = texts(now.path("required"));
        demanded.removeAll(texts(old.path("required")));
        demanded.forEach(field -> breaks.add(at + "/" + field + " has become required"));
        inside(at, old, now, this::taken);
    }

    /** What a client reads: all that it could rely on must still be there. */
    private void given(String at, JsonNode oldSchema, JsonNode newSchema) {
        JsonNode old = resolve(before, oldSchema);
        JsonNode now = resolve(after, newSchema);
        if (oldSchema.has("$ref") && !compared.add("given " + oldSchema + newSchema)) {
            return;
        }
        if (!types(old).isEmpty()) {
            lost(at + " was never", types(now), types(old));
        }
        Set<String> kept = texts(old.path("required"));
        kept.removeAll(texts(now.path("required")));
        kept.forEach(field -> breaks.add(at + "/" + field + " may be missing"));
        inside(at, old, now, this::given);
    }

    private void inside(String at, JsonNode old, JsonNode now, Comparison comparison) {
        old.path("properties").properties().forEach(property -> {
            JsonNode same = now.path("properties").path(property.getKey());
            if (same.isMissingNode()) {
                breaks.add(at + "/" + property.getKey() + " is gone");
            } else {
                comparison.of(at + "/" + property.getKey(), property.getValue(), same);
            }
        });
        for (String part : List.of("items", "additionalProperties")) {
            if (old.path(part).isObject()) {
                comparison.of(at + "/*", old.path(part), now.path(part));
            }
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            JsonNode choices = old.path(choice);
            for (int i = 0; i < choices.size(); i++) {
                comparison.of(
                        at + "/" + choice + i, choices.path(i), now.path(choice).path(i));
            }
        }
    }

    private void lost(String what, Set<String> old, Set<String> now) {
        // Without a word about it all is allowed.
        if (!now.isEmpty()) {
            old.stream().filter(each -> !now.contains(each)).forEach(each -> breaks.add(what + " " + each));
        }
    }

    private void lowered(String at, JsonNode old, JsonNode now, String limit) {
        if (now.has(limit)
                && (!old.has(limit)
                        || now.path(limit).asDouble() < old.path(limit).asDouble())) {
            breaks.add(at + ": " + limit + " is lower");
        }
    }

    private void raised(String at, JsonNode old, JsonNode now, String limit) {
        if (now.has(limit)
                && (!old.has(limit)
                        || now.path(limit).asDouble() > old.path(limit).asDouble())) {
            breaks.add(at + ": " + limit + " is higher");
        }
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = type.isTextual() ? new TreeSet<>(Set.of(type.asText())) : texts(type);
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static Set<String> values(JsonNode schema) {
        return texts(schema.path("enum"));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode resolve(JsonNode document, JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    private interface Comparison {
        void of(String at, JsonNode old, JsonNode now);
    }
}
