// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.session.AttemptId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which of a runner's resources each attempt has, by their numbers from 0. Safe for use by many threads. */
final class Allotments {
    private final RunnerResources resources;
    private final Map<String, BitSet> taken = new HashMap<>();
    private final Map<AttemptId, Map<String, List<Integer>>> allotted = new HashMap<>();

    Allotments(RunnerResources resources) {
        this.resources = resources;
    }

    /** Takes the lowest numbers that are free; empty, and nothing taken, when they are too few. */
    synchronized Optional<Map<String, List<Integer>>> take(AttemptId id, Map<String, Integer> asked) {
        Map<String, List<Integer>> numbers = new TreeMap<>();
        for (Map.Entry<String, Integer> each : asked.entrySet()) {
            List<Integer> free = free(each.getKey(), each.getValue());
            if (free.size() < each.getValue()) {
                return Optional.empty();
            }
            numbers.put(each.getKey(), free);
        }
        numbers.forEach((name, of) -> of.forEach(taken(name)::set));
        allotted.put(id, numbers);
        return Optional.of(numbers);
    }

    synchronized void giveBack(AttemptId id) {
        Map<String, List<Integer>> numbers = allotted.remove(id);
        if (numbers != null) {
            numbers.forEach((name, of) -> of.forEach(taken(name)::clear));
        }
    }

    /** What tells an attempt's processes which numbers it has. */
    Map<String, String> environment(Map<String, List<Integer>> numbers) {
        Map<String, String> environment = new TreeMap<>();
        numbers.forEach((name, of) -> environment.put(
                "JOBSTREAM_RESOURCE_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), joined(of)));
        // For those that it has none of as well: an empty one hides them, a missing one shows all.
        resources
                .variables()
                .forEach((name, variable) -> environment.put(variable, joined(numbers.getOrDefault(name, List.of()))));
        return environment;
    }

    private List<Integer> free(String name, int most) {
        List<Integer> free = new ArrayList<>();
        BitSet of = taken(name);
        int count = resources.counts().getOrDefault(name, 0);
        for (int next = of.nextClearBit(0); next < count && free.size() < most; next = of.nextClearBit(next + 1)) {
            free.add(next);
        }
        return free;
    }

    private BitSet taken(String name) {
        return taken.computeIfAbsent(name, missing -> new BitSet());
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
