// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.streams.scheduling.state.Storage;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A Kafka Streams store as the scheduler's storage. */
final class StoreStorage implements Storage {
    private final KeyValueStore<String, byte[]> store;

    StoreStorage(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return store.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        store.put(key, value);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public void scan(String from, String to, int most, BiConsumer<String, byte[]> entry) {
        try (KeyValueIterator<String, byte[]> entries = store.range(from, to)) {
            for (int count = 0; count < most && entries.hasNext(); count++) {
                KeyValue<String, byte[]> next = entries.next();
                if (!next.key.equals(to)) {
                    entry.accept(next.key, next.value);
                }
            }
        }
    }
}
