// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Checks that the jobs of a pipeline have different names and need each other without going round in circles. */
final class Needs {
    private final List<JobTemplate> jobs;
    private final String pointer;
    private final BiConsumer<String, String> error;
    private final Map<String, Integer> indexByName = new HashMap<>();

    Needs(List<JobTemplate> jobs, String pointer, BiConsumer<String, String> error) {
        this.jobs = jobs;
        this.pointer = pointer;
        this.error = error;
    }

    void check() {
        for (int i = 0; i < jobs.size(); i++) {
            String name = jobs.get(i).name();
            if (!name.isEmpty() && indexByName.putIfAbsent(name, i) != null) {
                error.accept(at(i, "name"), "Two jobs have this name");
            }
        }
        boolean known = true;
        for (int i = 0; i < jobs.size(); i++) {
            known &= needsKnownJobs(i);
        }
        if (known) {
            refuseCircles();
        }
    }

    private boolean needsKnownJobs(int index) {
        List<String> needs = jobs.get(index).needs();
        if (needs.size() > Limits.NEEDS_MAX) {
            error.accept(at(index, "needs"), "Expected at most " + Limits.NEEDS_MAX);
        }
        for (int i = 0; i < needs.size(); i++) {
            if (!indexByName.containsKey(needs.get(i))) {
                error.accept(at(index, "needs/" + i), "No job of this pipeline has this name");
                return false;
            }
        }
        return true;
    }

    /** Takes away jobs whose needs are all taken away; what is left needs itself. */
    private void refuseCircles() {
        Map<String, Set<String>> waiting = new HashMap<>();
        Deque<String> free = new ArrayDeque<>();
        for (JobTemplate job : jobs) {
            waiting.put(job.name(), new HashSet<>(job.needs()));
            if (job.needs().isEmpty()) {
                free.add(job.name());
            }
        }
        while (!free.isEmpty()) {
            String done = free.remove();
            waiting.remove(done);
            waiting.forEach((name, needs) -> {
                if (needs.remove(done) && needs.isEmpty()) {
                    free.add(name);
                }
            });
        }
        waiting.keySet().stream()
                .map(indexByName::get)
                .sorted()
                .forEach(index -> error.accept(at(index, "needs"), "It needs itself, by way of what it needs"));
    }

    private String at(int index, String field) {
        return pointer + "/" + index + "/" + field;
    }
}
