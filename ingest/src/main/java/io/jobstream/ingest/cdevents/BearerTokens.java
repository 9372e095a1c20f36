// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

/** Those that may send events: who has one of the tokens. */
final class BearerTokens {
    private static final String SCHEME = "bearer ";

    private final List<String> tokens;

    BearerTokens(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /**
     * Lets nobody else pass.
     *
     * @throws ProblemException 403 when there are no tokens, 401 when it has none of them
     */
    void require(Context ctx) {
        if (tokens.isEmpty()) {
            throw new ProblemException(403, "Forbidden", "No token is configured for CDEvents");
        }
        String header = ctx.header("Authorization");
        String given = header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? header.substring(SCHEME.length()).strip()
                : "";
        boolean known = false;
        for (String token : tokens) { // All of them: the time must not tell which.
            known |= MessageDigest.isEqual(
                    token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
        }
        if (!known) {
            ctx.header("WWW-Authenticate", "Bearer");
            throw new ProblemException(401, "Unauthorized", "Authorization must have the bearer token for CDEvents");
        }
    }
}
