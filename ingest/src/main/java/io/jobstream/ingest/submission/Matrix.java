// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values a job is run with.
 *
 * @param axes the values of each axis, in the order in which they were written
 * @param exclude some values each: whatever has them all is left out
 * @param include whole combinations that are added
 */
record Matrix(Map<String, List<String>> axes, List<Combination> exclude, List<Combination> include) {
    /** How many combinations the axes have, before any is left out or added. */
    static long size(Map<String, List<String>> axes) {
        return axes.values().stream().mapToLong(List::size).reduce(1, (size, values) -> size * values);
    }

    /** One for each job that this makes: the last axis changes first; what is added comes last. */
    List<Combination> combinations() {
        List<Map<String, String>> all = List.of(Map.of());
        for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
            all = all.stream()
                    .flatMap(begun -> axis.getValue().stream().map(value -> with(begun, axis.getKey(), value)))
                    .toList();
        }
        List<Combination> combinations = new ArrayList<>();
        for (Map<String, String> values : all) {
            Combination combination = new Combination(values);
            if (exclude.stream().noneMatch(combination::contains)) {
                combinations.add(combination);
            }
        }
        combinations.addAll(include);
        return combinations;
    }

    private static Map<String, String> with(Map<String, String> begun, String axis, String value) {
        Map<String, String> values = new LinkedHashMap<>(begun);
        values.put(axis, value);
        return values;
    }
}
