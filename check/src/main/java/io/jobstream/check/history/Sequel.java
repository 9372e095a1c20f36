// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.schemas.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What must follow the end of a lease: the job is queued again, or settles.
 *
 * @param again when it may be queued again; null when it must settle
 * @param outcome what it must settle as; null where its result says that
 * @param because why it must settle
 */
record Sequel(@Nullable Instant again, @Nullable Outcome outcome, String because) {
    static Sequel again(Instant at) {
        return new Sequel(at, null, "");
    }

    static Sequel settles(@Nullable Outcome outcome, String because) {
        return new Sequel(null, outcome, because);
    }

    @Override
    public String toString() {
        return again == null ? "it must settle: " + because : "it must be queued again in front at " + again;
    }
}
