// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.badinput;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * One of the operations that an OpenAPI document describes.
 *
 * @param document the whole document
 * @param node what it says of this one
 */
record Operation(JsonNode document, String method, String path, JsonNode node) {
    static List<Operation> all(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(new Operation(
                                document,
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue()))));
        return operations;
    }

    /** As {@code POST /v1/jobs}. */
    String name() {
        return method + " " + path;
    }

    /** Whether its body is JSON that Jobstream says the fields of, and not a forge's or CloudEvents'. */
    boolean takesOwnJson() {
        JsonNode content = node.path("requestBody").path("content");
        return content.size() == 1 && content.has("application/json") && !path.startsWith("/v1/webhooks/");
    }

    boolean bodyIsRequired() {
        return node.path("requestBody").path("required").asBoolean();
    }

    /** Whether a good answer has no end. */
    boolean streams() {
        return node.at("/responses/200/content").has("text/event-stream");
    }

    List<String> requiredFields() {
        JsonNode schema = resolve(node.at("/requestBody/content/application~1json/schema"));
        return StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The names of its parameters in the query. */
    List<String> queryParameters() {
        return StreamSupport.stream(node.path("parameters").spliterator(), false)
                .map(this::resolve)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    boolean hasPathParameter() {
        return path.contains("{");
    }

    /** Its path, with what {@code value} makes of each parameter's name. */
    String path(UnaryOperator<String> value) {
        StringBuilder filled = new StringBuilder();
        for (String part : path.split("(?=\\{)|(?<=})", -1)) {
            boolean parameter = part.startsWith("{");
            filled.append(parameter ? value.apply(part.substring(1, part.length() - 1)) : part);
        }
        return filled.toString();
    }

    private JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.isEmpty() ? schema : resolve(document.at(reference.substring(1)));
    }
}
