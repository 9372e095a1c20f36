// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RetryPolicy;
import java.util.TreeMap;

/**
 * What a status says that follows from facts alone: the job, its state, until when it is delayed, outcome, cause and
 * message, and of each attempt number, runner, session, how its lease ended, outcome and exit code. What follows from
 * heartbeats is left out.
 */
public final class StatusFingerprint {
    private StatusFingerprint() {}

    public static long of(JobSpec spec) {
        Fingerprint fingerprint = new Fingerprint(3)
                .add(spec.getJobId())
                .add(spec.getName())
                .add(spec.getTenant())
                .add(spec.getRepository())
                .add(spec.getBranch())
                .add(spec.getCommit())
                .add(spec.getPipelineId())
                .add(spec.getLabels())
                .add(new TreeMap<>(spec.getResources()).toString())
                .add(spec.getNeeds())
                .add(spec.getPriority())
                .add(spec.getMaxAttempts())
                .add(spec.getTimeLimitMillis())
                .add(spec.getStartWithinMillis());
        fingerprint.add(spec.getNeedsCondition());
        ConcurrencyGroup group = spec.getConcurrencyGroup();
        if (group != null) {
            fingerprint.add(group.getName()).add(group.getLimit()).add(group.getCancelInProgress() ? 1 : 0);
        }
        RetryPolicy retry = spec.getRetry();
        if (retry != null) {
            fingerprint.add(retry.getCauses().size());
            retry.getCauses().forEach(fingerprint::add);
            retry.getExitCodes().forEach(fingerprint::add);
            fingerprint.add(retry.getBackoffMillis()).add(retry.getBackoffMaxMillis());
        }
        return fingerprint.value();
    }

    public static long of(JobStatus status) {
        Fingerprint fingerprint = begin(of(status.getSpec()), status.getPool(), status.getState())
                .add(status.getDelayedUntil())
                .add(status.getOutcome())
                .add(status.getCause())
                .add(status.getMessage());
        for (AttemptStatus attempt : status.getAttempts()) {
            fingerprint
                    .add(attempt.getAttempt())
                    .add(attempt.getRunnerId())
                    .add(attempt.getSessionId())
                    .add(attempt.getEndReason())
                    .add(attempt.getOutcome())
                    .add(attempt.getExitCode());
        }
        return fingerprint.value();
    }

    /** To be gone on with by the end of a delay, outcome, cause and message, then the attempts. */
    public static Fingerprint begin(long spec, String pool, JobState state) {
        return new Fingerprint(4).add(spec).add(pool).add(state);
    }
}
