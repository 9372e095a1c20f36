// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import org.jspecify.annotations.Nullable;

/**
 * Whether a request may have what it asks for.
 *
 * @param requestId the request's
 * @param caller who asked; null when that is not known
 * @param method the request's
 * @param route what was asked for, as {@code /v1/jobs/{id}/cancel}
 * @param tenant whose it is, where that decided
 * @param outcome what was decided
 */
public record Decision(
        @Nullable String requestId,
        @Nullable String caller,
        String method,
        String route,
        @Nullable String tenant,
        Outcome outcome) {

    /** What can be decided. */
    public enum Outcome {
        ALLOWED,
        UNAUTHENTICATED,
        SCOPE_MISSING,
        OTHER_TENANT,
        RATE_LIMITED,
        FOREIGN_PAGE,
        FOREIGN_HOST,
        UNDECIDABLE
    }
}
