// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Countable things that a runner's jobs share, beside its slots.
 *
 * @param counts how many there are of each, by name, such as {@code gpu}
 * @param variables of some, the environment variable that tells programs which of them to use, such as
 *     {@code CUDA_VISIBLE_DEVICES}: the numbers, from 0, of those that the job has; nothing for a job that has none
 */
public record RunnerResources(Map<String, Integer> counts, Map<String, String> variables) {
    public static final RunnerResources NONE = new RunnerResources(Map.of(), Map.of());

    private static final int NAMES_MAX = 8;
    private static final int COUNT_MAX = 10_000;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** Checks everything. @throws IllegalArgumentException naming all that is wrong */
    public RunnerResources {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        variables = Collections.unmodifiableMap(new TreeMap<>(variables));
        List<String> problems = new ArrayList<>();
        if (counts.size() > NAMES_MAX) {
            problems.add("resources must be at most " + NAMES_MAX);
        }
        counts.forEach((name, count) -> {
            if (!NAME.matcher(name).matches()) {
                problems.add("a resource must match " + NAME + " but is '" + name + "'");
            }
            if (count < 1 || count > COUNT_MAX) {
                problems.add("of resource " + name + " there must be 1 to " + COUNT_MAX + " but are " + count);
            }
        });
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (!counts.containsKey(variable.getKey())) {
                problems.add("a variable is given for " + variable.getKey() + ", which is none of the resources");
            }
            if (!VARIABLE.matcher(variable.getValue()).matches()) {
                problems.add("a variable must match " + VARIABLE + " but is '" + variable.getValue() + "'");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
