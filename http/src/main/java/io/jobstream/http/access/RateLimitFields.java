// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.http.Context;

/** The {@code RateLimit} fields of draft-ietf-httpapi-ratelimit-headers: one member for each limit that was asked. */
final class RateLimitFields {
    private RateLimitFields() {}

    static void add(Context ctx, RateLimits.Taken taken) {
        Rate rate = taken.rate();
        String name = '"' + taken.policy() + '"';
        long missing = rate.burst() - taken.remaining();
        append(ctx, "RateLimit-Policy", name + ";q=" + rate.burst() + ";w=" + rate.windowSeconds());
        append(
                ctx,
                "RateLimit",
                name + ";r=" + taken.remaining() + ";t=" + (missing + rate.perSecond() - 1) / rate.perSecond());
    }

    private static void append(Context ctx, String field, String member) {
        String before = ctx.res().getHeader(field);
        ctx.header(field, before == null ? member : before + ", " + member);
    }
}
