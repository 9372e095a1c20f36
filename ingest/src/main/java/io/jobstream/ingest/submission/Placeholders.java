// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks texts in which placeholders stand for the values of a matrix: they must be right with each combination. */
final class Placeholders {
    private final JsonFields fields;
    private final List<Combination> combinations;

    Placeholders(JsonFields fields, List<Combination> combinations) {
        this.fields = fields;
        this.combinations = combinations;
    }

    /** Whether it is right; where it is not, {@code expected} becomes an error of the field. */
    boolean check(String field, String text, Predicate<String> right, String expected) {
        if (text.length() > Limits.WITH_PLACEHOLDERS_MAX) {
            fields.error(fields.pointer(field), expected);
            return false;
        }
        for (Combination each : combinations) {
            Optional<String> mistake = each.unknown(text).map(found -> unknown(found, each));
            if (mistake.isEmpty() && !right.test(each.into(text))) {
                mistake = Optional.of(expected + (each.values().isEmpty() ? "" : "; it is not so with " + each));
            }
            if (mistake.isPresent()) {
                fields.error(fields.pointer(field), mistake.get());
                return false;
            }
        }
        return true;
    }

    private static String unknown(String placeholder, Combination combination) {
        return "Unknown placeholder " + placeholder
                + (combination.values().isEmpty()
                        ? "; this has no matrix of its own"
                        : "; known are " + combination.placeholders());
    }
}
