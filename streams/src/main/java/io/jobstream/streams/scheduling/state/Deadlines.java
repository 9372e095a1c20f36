// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Keys by the instant at which they are due. One instant for each key; every operation costs O(log n). */
final class Deadlines<K extends Comparable<K>> {
    private final Map<K, Instant> instants = new HashMap<>();
    private final TreeSet<Entry<K>> entries =
            new TreeSet<>(Comparator.comparing((Entry<K> entry) -> entry.at()).thenComparing(Entry::key));

    void set(K key, Instant at) {
        remove(key);
        instants.put(key, at);
        entries.add(new Entry<>(at, key));
    }

    void remove(K key) {
        Instant at = instants.remove(key);
        if (at != null) {
            entries.remove(new Entry<>(at, key));
        }
    }

    Optional<Entry<K>> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.first());
    }

    void clear() {
        instants.clear();
        entries.clear();
    }

    record Entry<K>(Instant at, K key) {}
}
