// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body that no endpoint may take.
 *
 * @param what is wrong with it
 * @param contentType null for none
 * @param pointer where; null where it is not about a field
 */
record BadBody(
        String what,
        ByteBuffer content,
        @Nullable String contentType,
        @Nullable String pointer) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TYPE = "application/json";
    private static final int LONG = 1_500_000;
    private static final int DEEP = 50_000;

    /** Values of other types than the key's, none of which stands for it. */
    private static final Map<JsonNodeType, List<JsonNode>> WRONG = Map.of(
            JsonNodeType.STRING,
            List.of(NODES.objectNode(), NODES.arrayNode().add("x")),
            JsonNodeType.NUMBER,
            List.of(NODES.textNode("many"), NODES.numberNode(1.5), NODES.numberNode(1e30), NODES.objectNode()),
            JsonNodeType.ARRAY,
            List.of(NODES.textNode("x"), NODES.objectNode(), NODES.numberNode(7)),
            JsonNodeType.OBJECT,
            List.of(NODES.textNode("x"), NODES.arrayNode(), NODES.numberNode(7)),
            JsonNodeType.BOOLEAN,
            List.of(NODES.textNode("x"), NODES.numberNode(7)));

    BadBody(String what, byte[] bytes, @Nullable String contentType, @Nullable String pointer) {
        this(what, ByteBuffer.wrap(bytes), contentType, pointer);
    }

    byte[] bytes() {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    /** Everything that can be made wrong with a body that is right. */
    static List<BadBody> of(JsonNode right, List<String> required) {
        List<BadBody> bodies = new ArrayList<>(ofAny(right));
        for (String field : required) {
            ObjectNode without = right.deepCopy();
            without.remove(field);
            bodies.add(json("without " + field, without, "/" + field));
        }
        addFields(bodies, right, right, "");
        return bodies;
    }

    private static List<BadBody> ofAny(JsonNode right) {
        String text = right.toString();
        String first = right.fieldNames().next();
        String twice = "{\"" + first + "\":" + right.get(first) + "," + text.substring(1);
        ObjectNode more = right.deepCopy();
        more.put("unexpected", 1);
        return List.of(
                raw("an array", "[]", ""),
                raw("a number", "7", ""),
                raw("null", "null", ""),
                raw("half of it", text.substring(0, text.length() / 2), null),
                raw("more after it", text + "{}", null),
                raw("a name twice", twice, "/" + first),
                raw("deeply nested", "[".repeat(DEEP) + "]".repeat(DEEP), null),
                raw("deeply nested in a field", "{\"" + first + "\":" + "{\"a\":".repeat(DEEP), null),
                raw("a NUL after it", text + "\0", null),
                raw("single quotes", text.replace('"', '\''), null),
                raw("a number that is none", "{\"" + first + "\": NaN}", null),
                new BadBody("no UTF-8", notUtf8(text), TYPE, null),
                new BadBody("UTF-16", text.getBytes(StandardCharsets.UTF_16), TYPE, null),
                json("an unknown field", more, "/unexpected"),
                new BadBody("text/plain", text.getBytes(UTF_8), "text/plain", null),
                new BadBody("of a form", text.getBytes(UTF_8), "application/x-www-form-urlencoded", null),
                new BadBody("of another charset", text.getBytes(UTF_8), TYPE + "; charset=utf-16", null),
                new BadBody("of no type", text.getBytes(UTF_8), null, null));
    }

    private static void addFields(List<BadBody> bodies, JsonNode whole, JsonNode at, String pointer) {
        if (!pointer.isEmpty()) {
            for (JsonNode wrong : WRONG.getOrDefault(at.getNodeType(), List.of())) {
                bodies.add(json(pointer + " is " + wrong, with(whole, pointer, wrong), pointer));
            }
        }
        if (at.isTextual()) {
            bodies.add(json(pointer + " is long", with(whole, pointer, NODES.textNode("x".repeat(LONG))), pointer));
            bodies.add(json(pointer + " has a NUL", with(whole, pointer, NODES.textNode("a\0b")), pointer));
            String surrogate = with(whole, pointer, NODES.textNode("SURROGATE")).toString();
            bodies.add(raw(pointer + " is half a character", surrogate.replace("SURROGATE", "\\ud800"), pointer));
        }
        if (at.isNumber()) {
            bodies.add(json(pointer + " is negative", with(whole, pointer, NODES.numberNode(-1)), pointer));
            bodies.add(json(pointer + " is huge", with(whole, pointer, NODES.numberNode(Long.MAX_VALUE)), pointer));
        }
        if (at.isObject()) {
            at.properties()
                    .forEach(field -> addFields(bodies, whole, field.getValue(), pointer + "/" + field.getKey()));
        }
        for (int i = 0; at.isArray() && i < at.size(); i++) {
            addFields(bodies, whole, at.get(i), pointer + "/" + i);
        }
    }

    private static JsonNode with(JsonNode whole, String pointer, JsonNode value) {
        JsonNode copy = whole.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), value);
        }
        return copy;
    }

    private static byte[] notUtf8(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int quote = text.lastIndexOf('"');
        bytes.writeBytes(text.substring(0, quote).getBytes(UTF_8));
        bytes.write(0xC3);
        bytes.write(0x28);
        bytes.writeBytes(text.substring(quote).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private static BadBody raw(String what, String text, @Nullable String pointer) {
        return new BadBody(what, text.getBytes(UTF_8), TYPE, pointer);
    }

    private static BadBody json(String what, JsonNode body, String pointer) {
        try {
            return new BadBody(what, JSON.writeValueAsBytes(body), TYPE, pointer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
