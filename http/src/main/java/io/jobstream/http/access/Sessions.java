// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Browsers that signed in, in the memory of this process: who restarts it signs in again. A session is worth what the
 * credential behind it is worth, so that a revoked key ends it at once.
 */
final class Sessions {
    static final Duration AGE_MAX = Duration.ofHours(12);
    private static final int COUNT_MAX = 10_000;
    private static final int ID_BYTES = 32;
    private static final String COOKIE = "jobstream_session";

    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Identity> byId = Caffeine.newBuilder()
            .maximumSize(COUNT_MAX)
            .expireAfterWrite(AGE_MAX)
            .build();

    void begin(Context ctx, Identity identity) {
        end(ctx);
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byId.put(id, identity);
        ctx.cookie(cookie(ctx, id, Math.toIntExact(AGE_MAX.toSeconds())));
    }

    boolean isCarried(Context ctx) {
        return ctx.cookie(COOKIE) != null;
    }

    Optional<Identity> find(Context ctx) {
        String id = ctx.cookie(COOKIE);
        return Optional.ofNullable(id == null ? null : byId.getIfPresent(id))
                .filter(identity -> identity.standing().getAsBoolean());
    }

    void end(Context ctx) {
        String id = ctx.cookie(COOKIE);
        if (id != null) {
            byId.invalidate(id);
            ctx.cookie(cookie(ctx, "", 0));
        }
    }

    private static Cookie cookie(Context ctx, String value, int maxAge) {
        return new Cookie(COOKIE, value, "/", maxAge, ctx.req().isSecure(), true, null, SameSite.STRICT);
    }
}
