// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.stored.StoredTerms;

/** What counts for tenants, where it is not the default: in the store, and in the index. */
final class StoredTenants {
    private static final String TERMS = "q/";

    private final Storage storage;
    private final SchedulingIndex index;

    StoredTenants(Storage storage, SchedulingIndex index) {
        this.storage = storage;
        this.index = index;
    }

    /** Puts into the index what is stored. */
    void restore() {
        storage.scan(TERMS, (key, bytes) -> {
            StoredTerms terms = StoredFormat.decode(StoredTerms.class, bytes);
            index.put(
                    key.substring(TERMS.length()),
                    new TenantTerms(terms.getWeight(), terms.getSlotsMax(), terms.getQueuedMax()));
        });
    }

    void put(String tenant, TenantTerms terms) {
        index.put(tenant, terms);
        if (terms.equals(TenantTerms.DEFAULT)) {
            storage.delete(TERMS + tenant);
        } else {
            storage.put(
                    TERMS + tenant,
                    StoredFormat.encode(new StoredTerms(terms.weight(), terms.slotsMax(), terms.queuedMax())));
        }
    }
}
