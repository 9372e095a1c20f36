// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is checked.
 *
 * @param from facts stamped earlier are not read; null reads from the beginning
 * @param to facts stamped at that instant or later are not read; null reads to the end
 * @param complete whether everything must have ended: no pending request, no job without an outcome, no view behind
 * @param violationsMax how many violations are told; all are counted
 * @param jobsMax how many jobs are remembered; of more, the oldest are forgotten
 */
public record CheckOptions(
        @Nullable Instant from, @Nullable Instant to, boolean complete, int violationsMax, long jobsMax) {
    public static final int VIOLATIONS_MAX_DEFAULT = 100;
    public static final long JOBS_MAX_DEFAULT = 5_000_000;

    /** Everything there is, at work. */
    public static final CheckOptions DEFAULT =
            new CheckOptions(null, null, false, VIOLATIONS_MAX_DEFAULT, JOBS_MAX_DEFAULT);

    public CheckOptions {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to: " + from + ", " + to);
        }
        if (violationsMax < 1 || jobsMax < 1) {
            throw new IllegalArgumentException(
                    "violationsMax and jobsMax must be at least 1: " + violationsMax + ", " + jobsMax);
        }
    }

    /** The same of a log in which everything must have ended. */
    public CheckOptions whenComplete() {
        return new CheckOptions(from, to, true, violationsMax, jobsMax);
    }
}
