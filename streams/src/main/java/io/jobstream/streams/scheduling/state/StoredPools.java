// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.schemas.Packing;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.stored.StoredPoolTerms;

/** How pools are run, where that is not the default: in the store, and in the index. */
final class StoredPools {
    private static final String TERMS = "o/";

    private final Storage storage;
    private final SchedulingIndex index;

    StoredPools(Storage storage, SchedulingIndex index) {
        this.storage = storage;
        this.index = index;
    }

    /** Puts into the index what is stored. */
    void restore() {
        storage.scan(TERMS, (key, bytes) -> {
            StoredPoolTerms terms = StoredFormat.decode(StoredPoolTerms.class, bytes);
            index.put(
                    key.substring(TERMS.length()),
                    new PoolTerms(Packing.valueOf(terms.getPacking()), terms.getCells()));
        });
    }

    void put(String pool, PoolTerms terms) {
        index.put(pool, terms);
        if (terms.equals(PoolTerms.DEFAULT)) {
            storage.delete(TERMS + pool);
        } else {
            storage.put(
                    TERMS + pool,
                    StoredFormat.encode(new StoredPoolTerms(terms.packing().name(), terms.cells())));
        }
    }
}
