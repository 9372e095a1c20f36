// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the credential from where requests carry it. */
final class Credential {
    /** Longer ones than providers issue are nobody's. */
    private static final int LENGTH_MAX = 8 * 1024;

    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);

    private Credential() {}

    static boolean isCarried(Context ctx) {
        return ctx.header("Authorization") != null;
    }

    /** The bearer token (RFC 6750); empty when there is none, or not exactly one. */
    static Optional<String> bearer(Context ctx) {
        List<String> headers = Collections.list(ctx.req().getHeaders("Authorization"));
        if (headers.size() != 1 || headers.get(0).length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Matcher matcher = BEARER.matcher(headers.get(0));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
