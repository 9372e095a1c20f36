// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which jobs hold each concurrency group, so that nobody has to look for them among all jobs. */
final class GroupHolders {
    private final Map<GroupKey, NavigableSet<Place>> holders = new HashMap<>();

    /**
     * Who holds a group.
     *
     * @param count how many do
     * @param jobIds the first of them
     */
    record Held(int count, List<String> jobIds) {}

    void add(KeptJob job) {
        if (job.holds() != null) {
            holders.computeIfAbsent(job.holds(), key -> new TreeSet<>()).add(job.place());
        }
    }

    void remove(KeptJob job) {
        if (job.holds() != null) {
            holders.computeIfPresent(job.holds(), (key, places) -> {
                places.remove(job.place());
                return places.isEmpty() ? null : places;
            });
        }
    }

    /** Those that hold a group, the ones that were accepted first at the front; the ids of so many at most. */
    Held of(GroupKey group, int max) {
        NavigableSet<Place> places = holders.getOrDefault(group, new TreeSet<>());
        return new Held(
                places.size(),
                places.descendingSet().stream().limit(max).map(Place::jobId).toList());
    }
}
