// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.files;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.jobstream.http.FieldError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A YAML document as a tree that knows where each of its values stands. */
public final class YamlDocument {
    private static final int DEPTH_MAX = 32;
    private static final YAMLFactory FACTORY = new YAMLFactory();
    private static final Pattern MET = Pattern.compile("(?m)^(\\S.*)\\R? in 'reader', line (\\d+), column (\\d+)");

    private final String file;
    private final YAMLParser parser;
    private final Map<String, JsonLocation> places = new HashMap<>();

    private YamlDocument(String file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Makes something of a document, and says what is wrong with it. */
    public interface Reader<T> {
        T read(JsonNode document, List<FieldError> errors);
    }

    /**
     * Reads the one document of a file's contents.
     *
     * @param file what the file is called in messages
     * @throws InvalidFileException with every mistake
     */
    public static <T> T parse(String file, byte[] contents, Reader<T> reader) {
        Read read = read(file, text(file, contents));
        List<FieldError> errors = new ArrayList<>();
        T value = reader.read(read.value(), errors);
        if (!errors.isEmpty()) {
            throw new InvalidFileException(errors.stream()
                    .map(error ->
                            read.document().place(error.pointer()) + ": " + error.pointer() + ": " + error.detail())
                    .toList());
        }
        return value;
    }

    private static String text(String file, byte[] contents) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidFileException(List.of(file + ": Expected UTF-8"));
        }
    }

    /** A read document: its value, and where things stand in it. */
    private record Read(JsonNode value, YamlDocument document) {}

    private static Read read(String file, String text) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            YamlDocument document = new YamlDocument(file, parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidFileException(List.of(file + ":1:1: Expected YAML, found an empty file"));
            }
            JsonNode value = document.value(first, "", 0);
            if (parser.nextToken() != null) {
                throw document.mistake(parser.currentTokenLocation(), "Expected the end, found another document");
            }
            return new Read(value, document);
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(List.of(mistake(file, e)));
        } catch (IOException e) {
            throw new InvalidFileException(List.of(file + ": " + e.getMessage()));
        }
    }

    /** {@code file:line:column} of a value, or of the nearest that encloses it. */
    private String place(String pointer) {
        String at = pointer;
        while (!places.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return place(file, places.get(at));
    }

    private JsonNode value(JsonToken token, String pointer, int depth) throws IOException {
        places.putIfAbsent(pointer, parser.currentTokenLocation());
        if (depth > DEPTH_MAX) {
            throw mistake(parser.currentTokenLocation(), "Nested too deeply");
        }
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw mistake(parser.currentTokenLocation(), "Anchors and aliases are not supported");
        }
        return switch (token) {
            case START_OBJECT -> object(pointer, depth);
            case START_ARRAY -> array(pointer, depth);
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            default -> throw mistake(parser.currentTokenLocation(), "Unexpected " + token);
        };
    }

    private ObjectNode object(String pointer, int depth) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonLocation at = parser.currentTokenLocation();
            String inner = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (places.putIfAbsent(inner, at) != null) {
                throw mistake(at, "Two values for " + name);
            }
            object.set(name, value(parser.nextToken(), inner, depth + 1));
        }
        return object;
    }

    private ArrayNode array(String pointer, int depth) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            array.add(value(token, pointer + "/" + array.size(), depth + 1));
            token = parser.nextToken();
        }
        return array;
    }

    private InvalidFileException mistake(JsonLocation location, String reason) {
        return new InvalidFileException(List.of(place(file, location) + ": " + reason));
    }

    private static String place(String file, @Nullable JsonLocation location) {
        return location == null ? file : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    /** The parser tells where it was and then what it met, each with a picture over several lines: the last counts. */
    private static String mistake(String file, JsonProcessingException e) {
        String found = e.getOriginalMessage().lines().findFirst().orElse("Not YAML");
        String at = place(file, e.getLocation());
        Matcher matcher = MET.matcher(e.getOriginalMessage());
        while (matcher.find()) {
            found = matcher.group(1);
            at = file + ":" + matcher.group(2) + ":" + matcher.group(3);
        }
        return at + ": " + found;
    }
}
