// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a job's matrix. */
final class MatrixReader {
    private final JsonFields fields;

    MatrixReader(JsonFields fields) {
        this.fields = fields;
    }

    /** What the matrix makes of its job; empty when it has mistakes. */
    List<Combination> combinations() {
        int before = fields.mistakes();
        if (before == JsonFields.MISTAKES_MAX) {
            return List.of(); // A mistake in here would not be told: nothing may rest on there being none.
        }
        Map<String, List<String>> axes = axes();
        List<JsonFields> exclude = lines("exclude");
        List<JsonFields> include = lines("include");
        fields.done();
        if (fields.mistakes() > before) {
            return List.of();
        }
        Matrix matrix = new Matrix(axes, excluded(axes, exclude), included(axes, include));
        if (fields.mistakes() > before) {
            return List.of();
        }
        List<Combination> combinations = matrix.combinations();
        if (!isWithin(combinations.size(), Limits.JOBS_MAX)) {
            fields.error(
                    fields.pointer(),
                    "Expected 1 to " + Limits.JOBS_MAX + " combinations, found " + combinations.size());
            return List.of();
        }
        checkAddsWhatIsNotThere(combinations, matrix.include().size());
        return fields.mistakes() > before ? List.of() : combinations;
    }

    private Map<String, List<String>> axes() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (!fields.has("axes")) {
            fields.error(fields.pointer("axes"), "Required");
            return values;
        }
        fields.object("axes").ifPresent(axes -> {
            int before = axes.mistakes();
            List<String> names = axes.names();
            for (String axis : names) {
                check(
                        Limits.AXIS.matcher(axis).matches(),
                        axes.pointer(axis),
                        "Expected an axis of 1 to 32 of the characters a-z 0-9 _, with a letter first");
                values.put(axis, values(axes, axis));
            }
            check(
                    isWithin(names.size(), Limits.MATRIX_AXES_MAX),
                    fields.pointer("axes"),
                    "Expected 1 to " + Limits.MATRIX_AXES_MAX + " axes, found " + names.size());
            if (axes.mistakes() == before) {
                long size = Matrix.size(values);
                check(
                        size <= Limits.MATRIX_COMBINATIONS_MAX,
                        fields.pointer("axes"),
                        "Expected at most " + Limits.MATRIX_COMBINATIONS_MAX
                                + " combinations before any is excluded, found " + size);
            }
        });
        return values;
    }

    private static List<String> values(JsonFields axes, String axis) {
        int before = axes.mistakes();
        List<String> values = axes.scalars(axis);
        if (axes.mistakes() > before) {
            return List.of();
        }
        if (!isWithin(values.size(), Limits.MATRIX_VALUES_MAX) || new HashSet<>(values).size() < values.size()) {
            axes.error(axes.pointer(axis), "Expected 1 to " + Limits.MATRIX_VALUES_MAX + " values, each once");
            return List.of();
        }
        for (int i = 0; i < values.size(); i++) {
            checkValue(axes, axes.pointer(axis) + "/" + i, values.get(i));
        }
        return values;
    }

    private List<JsonFields> lines(String field) {
        List<JsonFields> lines = fields.objects(field);
        check(
                lines.size() <= Limits.MATRIX_LINES_MAX,
                fields.pointer(field),
                "Expected at most " + Limits.MATRIX_LINES_MAX);
        return lines;
    }

    private static List<Combination> excluded(Map<String, List<String>> axes, List<JsonFields> lines) {
        return lines.stream()
                .map(line -> {
                    Combination named = named(axes, line, 1);
                    named.values()
                            .forEach((axis, value) -> checkIsOf(axes.getOrDefault(axis, List.of()), line, axis, value));
                    return named;
                })
                .toList();
    }

    private static List<Combination> included(Map<String, List<String>> axes, List<JsonFields> lines) {
        return lines.stream()
                .map(line -> {
                    Combination named = named(axes, line, axes.size());
                    named.values().forEach((axis, value) -> checkValue(line, line.pointer(axis), value));
                    return named;
                })
                .toList();
    }

    /** What a line names, in the order of the axes: so many at least. */
    private static Combination named(Map<String, List<String>> axes, JsonFields line, int min) {
        int before = line.mistakes();
        Map<String, String> named = new LinkedHashMap<>();
        axes.keySet().forEach(axis -> line.scalar(axis).ifPresent(value -> named.put(axis, value)));
        line.done();
        if (named.size() < min && line.mistakes() == before) {
            line.error(
                    line.pointer(),
                    "Expected a value of " + (min == 1 ? "one axis at least: " : "every axis: ")
                            + String.join(", ", axes.keySet()));
        }
        return new Combination(named);
    }

    private static void checkIsOf(List<String> values, JsonFields line, String axis, String value) {
        if (!values.contains(value)) {
            line.error(line.pointer(axis), "Expected a value of the axis: " + String.join(", ", values));
        }
    }

    private void checkAddsWhatIsNotThere(List<Combination> combinations, int added) {
        int first = combinations.size() - added;
        Set<Combination> seen = new HashSet<>(combinations.subList(0, first));
        for (int i = 0; i < added; i++) {
            check(
                    seen.add(combinations.get(first + i)),
                    fields.pointer("include") + "/" + i,
                    "This combination is there already");
        }
    }

    private static void checkValue(JsonFields of, String pointer, String value) {
        if (!Texts.isLine(value, Limits.MATRIX_VALUE_MAX)) {
            of.error(
                    pointer,
                    "Expected 1 to " + Limits.MATRIX_VALUE_MAX + " characters, none of them a control character");
        }
    }

    private void check(boolean holds, String pointer, String detail) {
        if (!holds) {
            fields.error(pointer, detail);
        }
    }

    private static boolean isWithin(int count, int max) {
        return count >= 1 && count <= max;
    }
}
