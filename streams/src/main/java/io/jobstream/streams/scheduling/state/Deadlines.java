// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Keys by the instant at which they are due. One instant for each key; every operation costs O(log n). */
final class Deadlines<K extends Comparable<K>> {
    private final Map<K, Entry<K>> byKey = new HashMap<>();
    private final TreeSet<Entry<K>> entries = new TreeSet<>();

    void set(K key, Instant at) {
        Entry<K> entry = new Entry<>(at, key);
        Entry<K> before = byKey.put(key, entry);
        if (before != null) {
            entries.remove(before);
        }
        entries.add(entry);
    }

    void remove(K key) {
        Entry<K> entry = byKey.remove(key);
        if (entry != null) {
            entries.remove(entry);
        }
    }

    Optional<Entry<K>> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.first());
    }

    /** Those not after an instant, the nearest first; at most so many. */
    List<Entry<K>> until(Instant notAfter, int max) {
        return entries.stream()
                .takeWhile(entry -> !entry.at().isAfter(notAfter))
                .limit(max)
                .toList();
    }

    void clear() {
        byKey.clear();
        entries.clear();
    }

    record Entry<K extends Comparable<K>>(Instant at, K key) implements Comparable<Entry<K>> {
        @Override
        public int compareTo(Entry<K> other) {
            int byTime = at.compareTo(other.at);
            return byTime == 0 ? key.compareTo(other.key) : byTime;
        }
    }
}
