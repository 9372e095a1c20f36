// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import java.util.LinkedHashSet;
import java.util.Set;

/** Accounts and virtual times of pools that must be stored again, or are gone. */
final class ChangedShares {
    private final Set<ShareKey> accounts = new LinkedHashSet<>();
    private final Set<String> virtualTimes = new LinkedHashSet<>();

    /** A tenant's account in a pool. */
    record ShareKey(String pool, String tenant) {}

    void account(String pool, String tenant) {
        accounts.add(new ShareKey(pool, tenant));
    }

    void virtualTime(String pool) {
        virtualTimes.add(pool);
    }

    Set<ShareKey> accounts() {
        return accounts;
    }

    /** The pools. */
    Set<String> virtualTimes() {
        return virtualTimes;
    }

    void clear() {
        accounts.clear();
        virtualTimes.clear();
    }
}
