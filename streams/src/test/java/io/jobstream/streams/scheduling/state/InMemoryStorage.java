// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A store that can take back what was written since the last commit, as an aborted transaction does. */
public final class InMemoryStorage implements Storage {
    private final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final Map<String, Optional<byte[]>> before = new HashMap<>();

    @Override
    public byte @Nullable [] get(String key) {
        return entries.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        remember(key);
        entries.put(key, value);
    }

    @Override
    public void delete(String key) {
        remember(key);
        entries.remove(key);
    }

    @Override
    public void scan(String from, String to, int most, BiConsumer<String, byte[]> entry) {
        if (from.compareTo(to) < 0) {
            List.copyOf(entries.subMap(from, to).entrySet()).stream()
                    .limit(most)
                    .forEach(found -> entry.accept(found.getKey(), found.getValue()));
        }
    }

    public void commit() {
        before.clear();
    }

    public void abort() {
        before.forEach(
                (key, value) -> value.ifPresentOrElse(bytes -> entries.put(key, bytes), () -> entries.remove(key)));
        before.clear();
    }

    public InMemoryStorage copy() {
        InMemoryStorage copy = new InMemoryStorage();
        copy.entries.putAll(entries);
        return copy;
    }

    private void remember(String key) {
        before.computeIfAbsent(key, missing -> Optional.ofNullable(entries.get(missing)));
    }
}
