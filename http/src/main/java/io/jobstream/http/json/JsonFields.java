// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.jobstream.http.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes one JSON object apart. A field that is absent or null is empty; one of the wrong type is an error and empty.
 * {@link #done()} makes an error of every field that nobody asked for.
 */
public final class JsonFields {
    /** Mistakes beyond are not told. */
    public static final int MISTAKES_MAX = 100;

    private final JsonNode object;
    private final String pointer;
    private final List<FieldError> errors;
    private final Set<String> known = new HashSet<>();

    /**
     * @param value what should be an object
     * @param pointer where it is in the document, as a JSON pointer; empty for the whole document
     * @param errors where mistakes go
     */
    public JsonFields(JsonNode value, String pointer, List<FieldError> errors) {
        this.pointer = pointer;
        this.errors = errors;
        this.object = value.isObject() ? value : StrictJson.empty();
        if (!value.isObject()) {
            error(pointer, "Expected an object, found " + name(value));
        }
    }

    /** The names of this object's fields, in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** How many mistakes were told so far, of the whole document. */
    public int mistakes() {
        return errors.size();
    }

    /** The pointer of this object. */
    public String pointer() {
        return pointer;
    }

    /** The pointer of a field of this object. */
    public String pointer(String field) {
        return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
    }

    public void error(String at, String detail) {
        if (errors.size() < MISTAKES_MAX) {
            errors.add(new FieldError(at, detail));
        }
    }

    public boolean has(String field) {
        return find(field) != null;
    }

    public Optional<String> text(String field) {
        JsonNode value = find(field);
        return value == null ? Optional.empty() : text(value, pointer(field));
    }

    /** A text, or a whole number or truth value as its text. */
    public Optional<String> scalar(String field) {
        JsonNode value = find(field);
        return value == null ? Optional.empty() : scalar(value, pointer(field));
    }

    public Optional<Boolean> flag(String field) {
        JsonNode value = find(field);
        if (value != null && !value.isBoolean()) {
            error(pointer(field), "Expected true or false, found " + name(value));
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(JsonNode::booleanValue);
    }

    public Optional<Integer> integer(String field) {
        JsonNode value = find(field);
        return value == null ? Optional.empty() : integer(value, pointer(field));
    }

    /** Each text of an array; empty where the field is absent. */
    public List<String> texts(String field) {
        return elements(field, (value, at) -> text(value, at)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Each text of an array, and each whole number and truth value as its text; empty where the field is absent. */
    public List<String> scalars(String field) {
        return elements(field, this::scalar).stream().flatMap(Optional::stream).toList();
    }

    /** Each whole number of an array; empty where the field is absent. */
    public List<Integer> integers(String field) {
        return elements(field, this::integer).stream().flatMap(Optional::stream).toList();
    }

    /** Each element of an array, given to {@code read} with its pointer. */
    public <T> List<T> elements(String field, BiFunction<JsonNode, String, T> read) {
        JsonNode value = find(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            error(pointer(field), "Expected an array, found " + name(value));
            return List.of();
        }
        List<T> elements = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            elements.add(read.apply(value.get(i), pointer(field) + "/" + i));
        }
        return elements;
    }

    /** Each object of an array; empty where the field is absent. */
    public List<JsonFields> objects(String field) {
        return elements(field, (value, at) -> new JsonFields(value, at, errors));
    }

    /** An object of texts, in its order; empty where the field is absent. */
    public Map<String, String> textsByName(String field) {
        JsonNode value = find(field);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        JsonFields inner = new JsonFields(value, pointer(field), errors);
        inner.object
                .fieldNames()
                .forEachRemaining(name -> texts.put(name, inner.text(name).orElseGet(() -> inner.nullText(name))));
        return texts;
    }

    /** An object of whole numbers, in its order; empty where the field is absent. */
    public Map<String, Integer> integersByName(String field) {
        Map<String, Integer> integers = new LinkedHashMap<>();
        object(field).ifPresent(inner -> {
            for (String name : inner.names()) {
                JsonNode value = inner.object.get(name);
                inner.integer(value, inner.pointer(name)).ifPresent(number -> integers.put(name, number));
            }
        });
        return integers;
    }

    public Optional<JsonFields> object(String field) {
        JsonNode value = find(field);
        return value == null ? Optional.empty() : Optional.of(new JsonFields(value, pointer(field), errors));
    }

    /** Ends the reading: whatever was not asked for is an error. */
    public void done() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                error(
                        pointer(name),
                        "Unknown field; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private String nullText(String field) {
        if (object.get(field).isNull()) {
            error(pointer(field), "Expected a text, found null");
        }
        return "";
    }

    private @Nullable JsonNode find(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private Optional<String> text(JsonNode value, String at) {
        if (!value.isTextual()) {
            error(at, "Expected a text, found " + name(value));
            return Optional.empty();
        }
        String text = value.textValue();
        if (!isUnicode(text)) {
            error(at, "Expected a text without NUL and half surrogate pairs");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Whether UTF-8 can say it, and every program read it. */
    private static boolean isUnicode(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /** No fraction: 3.10 would become 3.1. */
    private Optional<String> scalar(JsonNode value, String at) {
        return value.isIntegralNumber() || value.isBoolean() ? Optional.of(value.asText()) : text(value, at);
    }

    private Optional<Integer> integer(JsonNode value, String at) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            error(
                    at,
                    "Expected a whole number, found " + name(value)
                            + (value.isIntegralNumber() ? " out of range" : ""));
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    private static String name(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> value.isIntegralNumber() ? "a number" : "a fraction";
            default -> article(value.getNodeType());
        };
    }

    private static String article(JsonNodeType type) {
        String name = type.name().toLowerCase(Locale.ROOT);
        return type == JsonNodeType.NULL ? name : ("ao".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }
}
