// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

/** What someone wants to end: a job, or a pipeline with all its jobs. */
public record CancelTarget(Kind kind, String id) implements Comparable<CancelTarget> {
    /** What an id is the id of. */
    public enum Kind {
        JOB,
        PIPELINE
    }

    public static CancelTarget job(JobId job) {
        return new CancelTarget(Kind.JOB, job.value());
    }

    public static CancelTarget pipeline(String pipeline) {
        return new CancelTarget(Kind.PIPELINE, pipeline);
    }

    @Override
    public int compareTo(CancelTarget other) {
        int byKind = kind.compareTo(other.kind);
        return byKind == 0 ? id.compareTo(other.id) : byKind;
    }
}
