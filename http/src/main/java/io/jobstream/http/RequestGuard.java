// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.jobstream.http.access.Decision;
import io.jobstream.http.access.Gate;
import io.jobstream.schemas.Call;
import io.jobstream.traces.TraceCarriers;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs before every endpoint: gives the request its id and the response its security headers, and refuses what a
 * foreign web page could make a browser send: a Host that is not this machine's (DNS rebinding), a write from another
 * origin.
 */
public final class RequestGuard {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
    private static final String REQUEST_ID_ATTRIBUTE = "jobstream.requestId";

    private final boolean loopback;
    private final Gate gate;

    RequestGuard(HttpConfig config, Gate gate) {
        this.loopback = config.onLoopback();
        this.gate = gate;
    }

    void addTo(RoutesConfig routes) {
        routes.before(this::check);
    }

    /** The id of the request, in its response and in logs; null before this has run. */
    public static @Nullable String requestId(Context ctx) {
        return ctx.attribute(REQUEST_ID_ATTRIBUTE);
    }

    /** The call, for those who follow what comes of it: its id, and the caller's span where it named one. */
    public static Call call(Context ctx) {
        return TraceCarriers.call(Objects.requireNonNullElse(requestId(ctx), ""), ctx::header);
    }

    /** Whether the browser said that a page of this origin sends the request; other origins were refused before. */
    public static boolean saysSameOrigin(Context ctx) {
        return ctx.header("Origin") != null || "same-origin".equals(ctx.header("Sec-Fetch-Site"));
    }

    private void check(Context ctx) {
        String requestId = ctx.header("X-Request-Id");
        if (requestId == null || !REQUEST_ID.matcher(requestId).matches()) {
            requestId = UUID.randomUUID().toString();
        }
        ctx.attribute(REQUEST_ID_ATTRIBUTE, requestId);
        addHeaders(ctx, requestId);
        refuseForeignHost(ctx);
        refuseCrossSiteWrite(ctx);
    }

    private static void addHeaders(Context ctx, String requestId) {
        ctx.header("X-Request-Id", requestId)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .header(
                        "Content-Security-Policy",
                        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }

    private void refuseForeignHost(Context ctx) {
        String host = ctx.header("Host");
        if (loopback && (host == null || !LOOPBACK_HOST.matcher(host).matches())) {
            gate.refusedUnseen(ctx, Decision.Outcome.FOREIGN_HOST);
            throw new ProblemException(
                    421, "Misdirected request", "This service answers to localhost and loopback addresses only");
        }
    }

    private void refuseCrossSiteWrite(Context ctx) {
        if (READS.contains(ctx.method())) {
            return;
        }
        String origin = ctx.header("Origin");
        String site = ctx.header("Sec-Fetch-Site");
        boolean foreign = origin != null && !authority(origin).equals(lower(ctx.header("Host")));
        boolean crossSite = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreign || crossSite) {
            gate.refusedUnseen(ctx, Decision.Outcome.FOREIGN_PAGE);
            throw new ProblemException(403, "Forbidden", "A page of another origin may not write here");
        }
    }

    private static String authority(String origin) {
        try {
            return lower(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
