// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Verdict;

/** Checks a log, one partition after the other. */
public final class LogChecker {
    private final Verdict verdict;
    private final Tally tally;
    private final KnownJobs known;
    private final boolean complete;

    /**
     * Notes what it finds in {@code verdict} and {@code tally}.
     *
     * @param known gets what is kept of each job
     * @param complete whether everything must have ended
     */
    public LogChecker(Verdict verdict, Tally tally, KnownJobs known, boolean complete) {
        this.verdict = verdict;
        this.tally = tally;
        this.known = known;
        this.complete = complete;
    }

    public PartitionChecker partition(PartitionScope scope) {
        return new PartitionChecker(verdict, tally, known, scope, complete);
    }
}
