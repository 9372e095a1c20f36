// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.Comparator;

/**
 * What someone wants to end: a job, or a pipeline with all its jobs.
 *
 * @param pool that it is in: who may cancel there, cancels nothing elsewhere
 */
public record CancelTarget(Kind kind, String pool, String id) implements Comparable<CancelTarget> {
    private static final Comparator<CancelTarget> ORDER = Comparator.comparing(CancelTarget::kind)
            .thenComparing(CancelTarget::pool)
            .thenComparing(CancelTarget::id);

    /** What an id is the id of. */
    public enum Kind {
        JOB,
        PIPELINE
    }

    public static CancelTarget job(String pool, JobId job) {
        return new CancelTarget(Kind.JOB, pool, job.value());
    }

    public static CancelTarget pipeline(String pool, String pipeline) {
        return new CancelTarget(Kind.PIPELINE, pool, pipeline);
    }

    @Override
    public int compareTo(CancelTarget other) {
        return ORDER.compare(this, other);
    }
}
