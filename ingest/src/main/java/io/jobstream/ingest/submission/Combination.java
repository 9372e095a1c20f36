// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value for each axis of a matrix.
 *
 * @param values by axis, in the order of the axes; none for a job without a matrix
 */
record Combination(Map<String, String> values) {
    /** What a job without a matrix has. */
    static final List<Combination> NONE = List.of(new Combination(Map.of()));

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final String PREFIX = "matrix.";
    private static final String VARIABLE_PREFIX = "MATRIX_";

    Combination {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    boolean contains(Combination part) {
        return values.entrySet().containsAll(part.values.entrySet());
    }

    /** What a job is called with these values. */
    String name(String job) {
        return values.isEmpty() ? job : job + " (" + String.join(", ", values.values()) + ")";
    }

    /** The values as the script gets them. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        values.forEach((axis, value) -> environment.put(VARIABLE_PREFIX + axis.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    /** A text with the values in place of their placeholders. */
    String into(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(found).orElse(found.group())));
    }

    /** The first placeholder of a text that stands for no value. */
    Optional<String> unknown(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .filter(found -> value(found).isEmpty())
                .map(MatchResult::group)
                .findFirst();
    }

    /** The placeholders that stand for a value. */
    String placeholders() {
        return values.keySet().stream().map(axis -> "${" + PREFIX + axis + "}").collect(Collectors.joining(", "));
    }

    /** As {@code jdk=17, os=linux}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private Optional<String> value(MatchResult found) {
        String inner = found.group(1);
        return inner.startsWith(PREFIX)
                ? Optional.ofNullable(values.get(inner.substring(PREFIX.length())))
                : Optional.empty();
    }
}
