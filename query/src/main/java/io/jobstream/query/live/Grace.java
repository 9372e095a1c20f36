// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether something has been over for a while. What says so, a view, is read beside what is streamed: the end of the
 * stream may still be on its way.
 */
final class Grace {
    private static final Duration WHILE = Duration.ofSeconds(2);

    private final @Nullable BooleanSupplier over;
    private final Clock clock;
    private @Nullable Instant since;

    /** @param over null for what is never over */
    Grace(@Nullable BooleanSupplier over, Clock clock) {
        this.over = over;
        this.clock = clock;
    }

    boolean mayPass() {
        return over != null;
    }

    boolean isOver() {
        return over != null && over.getAsBoolean();
    }

    boolean passed() {
        if (!isOver()) {
            return false;
        }
        Instant now = clock.instant();
        since = since == null ? now : since;
        return !now.isBefore(since.plus(WHILE));
    }
}
