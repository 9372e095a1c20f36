// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import io.jobstream.schemas.JobMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows of one length by their begin, bounded by age and count. */
final class WindowStore {
    private final Duration length;
    private final Duration age;
    private final int windowsMax;
    private final TreeMap<Instant, Map<String, JobMetrics>> byStart = new TreeMap<>();
    private final Map<String, Instant> starts = new HashMap<>();
    private Instant forgottenUpTo = Instant.EPOCH;

    WindowStore(Duration length, Duration age, int windowsMax) {
        this.length = length;
        this.age = age;
        this.windowsMax = windowsMax;
    }

    Duration length() {
        return length;
    }

    void put(String key, JobMetrics window, Instant now) {
        if (!window.getWindowStart().isBefore(completeFrom(now))) {
            byStart.computeIfAbsent(window.getWindowStart(), start -> new HashMap<>())
                    .put(key, window);
            starts.put(key, window.getWindowStart());
        }
        while (!byStart.isEmpty() && (byStart.firstKey().isBefore(now.minus(age)) || starts.size() > windowsMax)) {
            var oldest = byStart.pollFirstEntry();
            oldest.getValue().keySet().forEach(starts::remove);
            forgottenUpTo = oldest.getKey().plus(length);
        }
    }

    void remove(String key) {
        Instant start = starts.remove(key);
        Map<String, JobMetrics> windows = start == null ? null : byStart.get(start);
        if (windows != null) {
            windows.remove(key);
        }
    }

    /** Windows that begin within a time. */
    List<JobMetrics> between(Instant from, Instant to) {
        List<JobMetrics> found = new ArrayList<>();
        if (from.isBefore(to)) {
            byStart.subMap(from, to).values().forEach(windows -> found.addAll(windows.values()));
        }
        return found;
    }

    /** No window that begins then or later was forgotten. */
    Instant completeFrom(Instant now) {
        Instant oldest = now.minus(age);
        return oldest.isAfter(forgottenUpTo) ? oldest : forgottenUpTo;
    }
}
