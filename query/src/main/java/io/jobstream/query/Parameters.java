// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.javalin.http.Context;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query of a URL: unknown, repeated and malformed parameters are refused, all of them together. */
final class Parameters {
    private static final int LENGTH_MAX = 512;

    private final Map<String, List<String>> given;
    private final List<FieldError> errors = new ArrayList<>();

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    static Parameters of(Context ctx, String... known) {
        Parameters parameters = new Parameters(ctx.queryParamMap());
        Set<String> names = Set.of(known);
        parameters.given.forEach((name, values) -> {
            if (!names.contains(name)) {
                parameters.error(name, "is not known here; known are " + String.join(", ", known));
            } else if (values.size() > 1) {
                parameters.error(name, "is given " + values.size() + " times, expected once");
            } else if (values.get(0).length() > LENGTH_MAX) {
                parameters.error(name, "is longer than " + LENGTH_MAX + " characters");
            }
        });
        return parameters;
    }

    @Nullable
    String text(String name) {
        List<String> values = given.get(name);
        return values == null || values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** A whole number within limits. */
    @Nullable
    Integer number(String name, int min, int max) {
        return parsed(name, "a whole number from " + min + " to " + max, text -> {
            int number = Integer.parseInt(text);
            if (number < min || number > max) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    <E extends Enum<E>> @Nullable E word(String name, Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .filter(word -> !word.equals("UNKNOWN"))
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return parsed(name, "one of " + words, text -> {
            if (text.equals("UNKNOWN")) {
                throw new IllegalArgumentException();
            }
            return Enum.valueOf(type, text);
        });
    }

    @Nullable
    Instant time(String name) {
        return parsed(
                name,
                "a time such as 2026-01-31T12:00:00Z",
                text -> OffsetDateTime.parse(text).toInstant());
    }

    <R> @Nullable R parsed(String name, String expected, Function<String, R> parser) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            error(name, "expected " + expected + ", found " + text);
            return null;
        }
    }

    void error(String name, String detail) {
        errors.add(new FieldError("?" + name, detail));
    }

    /** @throws ProblemException 400 when anything was wrong */
    void check() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
