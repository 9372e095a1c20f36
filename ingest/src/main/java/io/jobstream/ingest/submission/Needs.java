// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that the jobs of a pipeline have different names and need each other without going round in circles. */
final class Needs {
    private final List<JobEntry> entries;
    private final String pointer;
    private final BiConsumer<String, String> error;
    /** By names as they were written, and by those that matrices make of them. */
    private final Map<String, Integer> indexByName = new HashMap<>();

    private boolean right = true;

    Needs(List<JobEntry> entries, String pointer, BiConsumer<String, String> error) {
        this.entries = entries;
        this.pointer = pointer;
        this.error = error;
    }

    /** Whether they are as they should be. */
    boolean check() {
        for (int i = 0; i < entries.size(); i++) {
            checkNames(i);
        }
        boolean known = true;
        for (int i = 0; i < entries.size(); i++) {
            known &= needsKnownJobs(i);
        }
        if (known) {
            refuseCircles();
        }
        return right;
    }

    /** The names of the jobs that a need means: every combination of a job with a matrix, or the one called so. */
    List<String> meant(String need) {
        Integer index = indexByName.get(need);
        if (index == null) {
            return List.of(need);
        }
        JobEntry entry = entries.get(index);
        return entry.job().name().equals(need) ? entry.names() : List.of(need);
    }

    private void checkNames(int index) {
        JobEntry entry = entries.get(index);
        String written = entry.job().name();
        if (written.isEmpty()) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(entry.names());
        if (names.size() < entry.combinations().size()) {
            refuse(index, "name", "Two combinations of its matrix give it the same name");
        }
        names.add(written);
        for (String name : names) {
            if (indexByName.putIfAbsent(name, index) != null) {
                refuse(index, "name", "Two jobs have this name" + (name.equals(written) ? "" : ": " + name));
                return;
            }
            if (name.length() > Limits.NAME_MAX) {
                refuse(
                        index,
                        "name",
                        "Expected at most " + Limits.NAME_MAX + " characters with the values of its matrix, found "
                                + name.length());
                return;
            }
        }
    }

    private boolean needsKnownJobs(int index) {
        List<String> needs = entries.get(index).job().needs();
        if (needs.size() > Limits.NEEDS_MAX) {
            refuse(index, "needs", "Expected at most " + Limits.NEEDS_MAX);
            return true;
        }
        for (int i = 0; i < needs.size(); i++) {
            if (!indexByName.containsKey(needs.get(i))) {
                refuse(index, "needs/" + i, "No job of this pipeline has this name");
                return false;
            }
        }
        long meant = needs.stream().flatMap(this::meantBy).distinct().count();
        if (meant > Limits.NEEDS_MAX) {
            refuse(
                    index,
                    "needs",
                    "Expected at most " + Limits.NEEDS_MAX + ", found " + meant
                            + " with every combination of the matrices");
        }
        return true;
    }

    private Stream<String> meantBy(String need) {
        return meant(need).stream();
    }

    /** Takes away jobs whose needs are all taken away; what is left needs itself. Combinations have the same needs. */
    private void refuseCircles() {
        Map<Integer, Set<Integer>> waiting = new TreeMap<>();
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < entries.size(); i++) {
            Set<Integer> needs = entries.get(i).job().needs().stream()
                    .filter(indexByName::containsKey)
                    .map(indexByName::get)
                    .collect(Collectors.toSet());
            waiting.put(i, needs);
            if (needs.isEmpty()) {
                free.add(i);
            }
        }
        while (!free.isEmpty()) {
            Integer done = free.remove();
            waiting.remove(done);
            waiting.forEach((index, needs) -> {
                if (needs.remove(done) && needs.isEmpty()) {
                    free.add(index);
                }
            });
        }
        waiting.keySet().forEach(index -> refuse(index, "needs", "It needs itself, by way of what it needs"));
    }

    private void refuse(int index, String field, String detail) {
        right = false;
        error.accept(pointer + "/" + index + "/" + field, detail);
    }
}
