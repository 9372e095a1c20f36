// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.schemas.Producer;
import java.util.function.Consumer;

/** Producers in a store of their own, by their ids. */
public final class StoredProducers {
    /** Before and behind every id. */
    private static final String FIRST = "0";

    private static final String LAST = "~";

    private final Storage storage;

    public StoredProducers(Storage storage) {
        this.storage = storage;
    }

    public void forEach(Consumer<Producer> each) {
        storage.scan(
                FIRST, LAST, Integer.MAX_VALUE, (id, bytes) -> each.accept(StoredFormat.decode(Producer.class, bytes)));
    }

    public void put(Producer producer) {
        storage.put(producer.getProducerId(), StoredFormat.encode(producer));
    }

    public void remove(String producerId) {
        storage.delete(producerId);
    }
}
