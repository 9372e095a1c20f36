// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.observations;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended elsewhere, in this system's words.
 *
 * @param message what is lost in them; empty for nothing
 */
public record Ending(Outcome outcome, @Nullable Cause cause, String message) {
    public static final Ending SUCCEEDED = new Ending(Outcome.SUCCEEDED, null, "");

    public static Ending of(Outcome outcome, Cause cause) {
        return new Ending(outcome, cause, "");
    }

    /** A word that is not known means that it did not succeed. */
    public static Ending unknown(String word) {
        return new Ending(Outcome.FAILED, null, "Ended as " + (word.isEmpty() ? "nobody says" : word));
    }
}
