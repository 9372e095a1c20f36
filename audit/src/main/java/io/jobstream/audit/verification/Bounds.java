// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import java.time.Duration;
import java.time.Instant;

/**
 * What time allows.
 *
 * @param now when the copy was made
 * @param keptFor records that are older may have been taken by retention; younger ones may not
 * @param sealedWithin records that are older must have been sealed
 */
public record Bounds(Instant now, Duration keptFor, Duration sealedWithin) {
    public static final Duration KEPT_FOR_DEFAULT = Duration.ofDays(400);
    public static final Duration SEALED_WITHIN_DEFAULT = Duration.ofSeconds(30);

    boolean mayBeTaken(Instant written) {
        return written.isBefore(now.minus(keptFor));
    }

    boolean mustBeSealed(Instant written) {
        return written.isBefore(now.minus(sealedWithin));
    }
}
