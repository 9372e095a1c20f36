// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.observations.Times;
import io.jobstream.ingest.submission.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A payload, or a part of one, read by JSON pointers; fields that nobody asks for may be anything. */
public final class Payload {
    private static final int TEXT_MAX = 2_048;

    private final JsonNode json;
    private final String pointer;
    private final List<FieldError> errors;

    public Payload(JsonNode json) {
        this(json, "", new ArrayList<>());
    }

    private Payload(JsonNode json, String pointer, List<FieldError> errors) {
        this.json = json;
        this.pointer = pointer;
        this.errors = errors;
    }

    /** A part of it; one that is not there has no fields. */
    public Payload part(String at) {
        return new Payload(json.at(at), pointer + at, errors);
    }

    /** The elements of an array. */
    public List<Payload> parts(String at) {
        List<Payload> parts = new ArrayList<>();
        for (JsonNode element : json.at(at)) {
            parts.add(new Payload(element, pointer + at + "/" + parts.size(), errors));
        }
        return parts;
    }

    public boolean has(String at) {
        JsonNode value = json.at(at);
        return !value.isMissingNode() && !value.isNull();
    }

    /** How many elements an array has. */
    public int size(String at) {
        return json.at(at).size();
    }

    /** A text of one line, or a number as text; an error where it is neither, or not of the pattern. */
    public String required(String at, Pattern pattern) {
        String text = text(at);
        if (!pattern.matcher(text).matches()) {
            errors.add(new FieldError(pointer + at, "Expected what is documented for this event"));
        }
        return text;
    }

    /** A text of one line, or a number as text; empty where there is neither. */
    public String text(String at) {
        JsonNode value = json.at(at);
        if (value.isIntegralNumber()) {
            return value.asText();
        }
        String text = value.isTextual() ? value.textValue() : "";
        return Texts.isLine(text) && text.length() <= TEXT_MAX ? text : "";
    }

    /** A text of any form, as one line. */
    public String line(String at) {
        return Texts.line(json.at(at).asText(""), TEXT_MAX);
    }

    /** The texts of an array. */
    public List<String> texts(String at) {
        List<String> texts = new ArrayList<>();
        json.at(at).forEach(element -> texts.add(element.asText()));
        return texts;
    }

    public boolean flag(String at) {
        return json.at(at).asBoolean(false);
    }

    /** A number; {@code otherwise} where there is none. */
    public double number(String at, double otherwise) {
        JsonNode value = json.at(at);
        return value.isNumber() ? value.doubleValue() : otherwise;
    }

    /** A time; null where there is none that means anything. */
    public @Nullable Instant time(String at) {
        return Times.parse(text(at));
    }

    public void error(String at, String message) {
        errors.add(new FieldError(pointer + at, message));
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException 400 with what was not as documented
     */
    public void check() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(List.copyOf(errors));
        }
    }
}
