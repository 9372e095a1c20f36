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
            if (before.at.equals(at)) {
                byKey.put(key, before);
                return;
            }
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

    /** @param atMillis of {@code at}: what is compared, most of the time, without a look at anything else */
    record Entry<K extends Comparable<K>>(long atMillis, Instant at, K key) implements Comparable<Entry<K>> {
        private Entry(Instant at, K key) {
            this(at.toEpochMilli(), at, key);
        }

        @Override
        public int compareTo(Entry<K> other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            byTime = byTime == 0 ? at.compareTo(other.at) : byTime;
            return byTime == 0 ? key.compareTo(other.key) : byTime;
        }
    }
}
