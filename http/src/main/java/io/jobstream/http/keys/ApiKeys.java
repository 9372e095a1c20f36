// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.schemas.ApiKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys as they are now, and when each was last used. Safe for use by many threads. */
final class ApiKeys {
    private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastUses = new ConcurrentHashMap<>();

    /** The newest statement of a key; what was revoked stays revoked, in whatever order statements are heard. */
    void put(ApiKey key) {
        byId.merge(key.getKeyId(), key, (before, now) -> before.getRevokedAt() == null ? now : before);
    }

    /** Of a key that cannot be read, or is gone, nothing is believed. */
    void remove(String keyId) {
        byId.remove(keyId);
        lastUses.remove(keyId);
    }

    void used(String keyId, Instant at) {
        lastUses.merge(keyId, at, (before, now) -> now.isAfter(before) ? now : before);
    }

    void clear() {
        byId.clear();
        lastUses.clear();
    }

    Optional<ApiKey> find(String keyId) {
        return Optional.ofNullable(byId.get(keyId));
    }

    Optional<Instant> lastUse(String keyId) {
        return Optional.ofNullable(lastUses.get(keyId));
    }

    /** The newest first. */
    List<ApiKey> list() {
        return byId.values().stream()
                .sorted(Comparator.comparing(ApiKey::getCreatedAt).reversed().thenComparing(ApiKey::getKeyId))
                .toList();
    }
}
