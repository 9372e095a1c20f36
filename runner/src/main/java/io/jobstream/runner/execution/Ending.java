// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param exitCode of the script, when it exited by itself
 * @param startedAt when the script started, if it did
 */
public record Ending(
        Outcome outcome,
        @Nullable Cause cause,
        @Nullable Integer exitCode,
        String message,
        @Nullable Instant startedAt,
        Instant endedAt,
        ResourceUse use,
        long logChunks,
        boolean logCut) {

    /** It never got as far as running anything. */
    public static Ending unstarted(Outcome outcome, Cause cause, String message) {
        ResourceUse none = ResourceUse.newBuilder().build();
        return new Ending(outcome, cause, null, message, null, Instant.now(), none, 0, false);
    }

    /** It did nothing, and did it well. */
    static Ending succeeded(Instant at) {
        ResourceUse none = ResourceUse.newBuilder().build();
        return new Ending(Outcome.SUCCEEDED, null, 0, "", at, at, none, 0, false);
    }

    Ending withLog(long chunks, boolean cut) {
        return new Ending(outcome, cause, exitCode, message, startedAt, endedAt, use, chunks, cut);
    }
}
