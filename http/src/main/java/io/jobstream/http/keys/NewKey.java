// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.ApiKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be.
 *
 * @param name what it is for, in words
 * @param expiresAt from when on it is refused; null for never
 */
public record NewKey(
        String name,
        Set<Scope> scopes,
        Tenants tenants,
        @Nullable Instant expiresAt) {
    /** A key that may do everything, for ever: to begin with. */
    public static NewKey mayEverything(String name) {
        return new NewKey(name, Scope.ALL, Tenants.ALL, null);
    }

    /** What is written down of it. */
    ApiKey toRecord(KeyText text, String createdBy, Instant now) {
        return ApiKey.newBuilder()
                .setKeyId(text.keyId())
                .setSecretHash(ByteBuffer.wrap(text.secretHash()))
                .setName(name)
                .setScopes(scopes.stream().map(Scope::word).sorted().toList())
                .setTenants(tenants.words())
                .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
                .setCreatedBy(createdBy)
                .setExpiresAt(expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
