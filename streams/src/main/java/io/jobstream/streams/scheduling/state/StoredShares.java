// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.state.ChangedShares.ShareKey;
import io.jobstream.streams.scheduling.stored.StoredPool;
import io.jobstream.streams.scheduling.stored.StoredShare;

/** Tenants' accounts and pools' virtual times, in the store. */
final class StoredShares {
    private static final String POOLS = "p/";
    private static final String ACCOUNTS = "t/";

    private final Storage storage;
    private final SchedulingIndex index;

    StoredShares(Storage storage, SchedulingIndex index) {
        this.storage = storage;
        this.index = index;
    }

    /** Puts into the index what is stored. */
    void restore() {
        storage.scan(
                POOLS,
                (key, bytes) -> index.shares(key.substring(POOLS.length()))
                        .restore(StoredFormat.decode(StoredPool.class, bytes).getVirtualTime()));
        storage.scan(ACCOUNTS, (key, bytes) -> {
            StoredShare share = StoredFormat.decode(StoredShare.class, bytes);
            index.shares(share.getPool()).restore(share.getTenant(), share.getAccount());
        });
    }

    /** Stores what has changed in the index since the last time. */
    void store() {
        index.changedShares().accounts().forEach(this::store);
        index.changedShares().virtualTimes().forEach(this::storeVirtualTime);
        index.changedShares().clear();
    }

    private void store(ShareKey key) {
        String stored = ACCOUNTS + key.pool().length() + "/" + key.pool() + "/" + key.tenant();
        index.share(key)
                .ifPresentOrElse(
                        share -> storage.put(
                                stored, StoredFormat.encode(new StoredShare(key.pool(), key.tenant(), share.account))),
                        () -> storage.delete(stored));
    }

    private void storeVirtualTime(String pool) {
        long virtualTime = index.virtualTime(pool);
        if (virtualTime == 0) {
            storage.delete(POOLS + pool);
        } else {
            storage.put(POOLS + pool, StoredFormat.encode(new StoredPool(virtualTime)));
        }
    }
}
