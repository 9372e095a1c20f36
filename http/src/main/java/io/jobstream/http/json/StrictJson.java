// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses UTF-8 JSON of one value, with no duplicate names, no trailing text and bounded nesting. */
public final class StrictJson {
    private static final int DEPTH_MAX = 64;
    private static final int NUMBER_DIGITS_MAX = 40;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_DIGITS_MAX)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build());

    private StrictJson() {}

    public static JsonNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Parses a whole text.
     *
     * @throws InvalidJsonException with the place of the mistake
     */
    public static JsonNode parse(byte[] utf8) throws InvalidJsonException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidJsonException("", "The body is not UTF-8", "");
        }
        try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
            return parse(parser);
        } catch (IOException e) {
            throw new InvalidJsonException("", "Unreadable: " + e.getMessage(), "");
        }
    }

    private static JsonNode parse(JsonParser parser) throws IOException, InvalidJsonException {
        try {
            JsonNode value = MAPPER.readTree(parser);
            if (value == null || value.isMissingNode()) {
                throw new InvalidJsonException("", "Expected JSON, found nothing", "");
            }
            JsonToken trailing = parser.nextToken();
            if (trailing != null) {
                throw new InvalidJsonException(
                        "", "Expected the end after the JSON value, found more", place(parser.currentTokenLocation()));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(
                    parser.getParsingContext().pathAsPointer().toString(),
                    e.getOriginalMessage(),
                    place(e.getLocation()));
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
