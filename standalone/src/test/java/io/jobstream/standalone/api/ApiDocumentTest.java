// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.OpenApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCUMENT = Path.of("..", "docs", "reference", "openapi.json");
    private static final LocalDate TODAY = LocalDate.of(2027, 6, 1);

    /** What is released is compared with what is written anew, too: a break cannot be written away by mistake. */
    @Test
    void whatWasReleasedStillHolds() throws Exception {
        JsonNode now = current();
        if (Files.exists(DOCUMENT)) {
            assertThat(ApiChanges.breaking(JSON.readTree(DOCUMENT.toFile()), now, LocalDate.now(ZoneOffset.UTC)))
                    .as("what breaks a client of the released interface")
                    .isEmpty();
        }
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(DOCUMENT, now.toPrettyString() + "\n");
        }
        assertThat(JSON.readTree(DOCUMENT.toFile()))
                .as("Write it anew with: mvn test -pl standalone -am -Dtest=ApiDocumentTest -Ddocs=write")
                .isEqualTo(now);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void findsWhatBreaksAClient(String expected, Consumer<ObjectNode> change) throws Exception {
        ObjectNode changed = sample();
        change.accept(changed);

        assertThat(ApiChanges.breaking(sample(), changed, TODAY)).containsExactly(expected);
    }

    static Stream<Arguments> findsWhatBreaksAClient() {
        return Stream.of(
                broken("get /things is gone", all -> at(all, "/paths/~1things").remove("get")),
                broken("post /things parameter key is gone", all -> post(all).putArray("parameters")),
                broken(
                        "post /things parameter more has become required",
                        all -> ((ArrayNode) post(all).path("parameters"))
                                .addObject()
                                .put("name", "more")
                                .put("in", "query")
                                .put("required", true)),
                broken(
                        "post /things: application/json is taken no longer",
                        all -> at(all, "/paths/~1things/post/requestBody/content")
                                .remove("application/json")),
                broken(
                        "post /things: never answers 202 any more",
                        all -> at(all, "/paths/~1things/post/responses").remove("202")),
                broken(
                        "post /things body/name: maxLength is lower",
                        all -> at(all, "/components/schemas/New/properties/name")
                                .put("maxLength", 9)),
                broken(
                        "post /things body/kind may be no longer B",
                        all -> at(all, "/components/schemas/New/properties/kind")
                                .putArray("enum")
                                .add("A")),
                broken(
                        "post /things body/kind has become required",
                        all -> ((ArrayNode) at(all, "/components/schemas/New").path("required")).add("kind")),
                broken(
                        "post /things body/kind is gone",
                        all -> at(all, "/components/schemas/New/properties").remove("kind")),
                broken(
                        "get /things 200/*/id may be missing",
                        all -> at(all, "/components/schemas/Thing").remove("required")),
                broken(
                        "get /things 200/*/id was never null",
                        all -> at(all, "/components/schemas/Thing/properties/id")
                                .putArray("type")
                                .add("string")
                                .add("null")),
                broken(
                        "get /things 200/*/size is gone",
                        all -> at(all, "/components/schemas/Thing/properties").remove("size")));
    }

    @Test
    void letsThroughWhatOnlyAdds() throws Exception {
        ObjectNode changed = sample();
        at(changed, "/paths/~1things").putObject("delete");
        at(changed, "/paths").remove("/old");
        ((ArrayNode) post(changed).path("parameters"))
                .addObject()
                .put("name", "more")
                .put("in", "query");
        at(changed, "/components/schemas/New/properties").putObject("more").put("type", "string");
        at(changed, "/components/schemas/New/properties/name").put("maxLength", 20);
        at(changed, "/components/schemas/Thing/properties").putObject("more").put("type", "string");

        assertThat(ApiChanges.breaking(sample(), changed, TODAY)).isEmpty();
        assertThat(ApiChanges.breaking(sample(), changed, LocalDate.of(2026, 12, 31)))
                .as("before its sunset")
                .containsExactly("get /old is gone");
    }

    private static JsonNode current() {
        return OpenApi.document(Stream.of("http/keys", "ingest", "query")
                .map(service -> OpenApi.fragment(OpenApi.class, "/io/jobstream/" + service + "/openapi.json"))
                .toList());
    }

    private static Arguments broken(String expected, Consumer<ObjectNode> change) {
        return Arguments.of(expected, change);
    }

    private static ObjectNode post(ObjectNode document) {
        return at(document, "/paths/~1things/post");
    }

    private static ObjectNode at(ObjectNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }

    private static ObjectNode sample() throws Exception {
        return (ObjectNode) JSON.readTree("""
                {"paths": {
                  "/old": {"get": {"deprecated": true, "x-deprecated-on": "2026-01-01", "x-sunset-on": "2026-12-31"}},
                  "/things": {
                    "get": {"responses": {"200": {"content": {"application/json": {"schema": {
                      "type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}},
                    "post": {
                      "parameters": [{"name": "key", "in": "header", "schema": {"type": "string"}}],
                      "requestBody": {"required": true, "content": {"application/json": {"schema": {
                        "$ref": "#/components/schemas/New"}}}},
                      "responses": {"202": {"description": "Taken"}, "400": {"description": "Refused"}}}}},
                 "components": {"schemas": {
                  "New": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "maxLength": 10}, "kind": {"type": "string", "enum": ["A", "B"]}}},
                  "Thing": {"type": "object", "required": ["id"], "properties": {
                    "id": {"type": "string"}, "size": {"type": "integer"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}
                """);
    }
}
