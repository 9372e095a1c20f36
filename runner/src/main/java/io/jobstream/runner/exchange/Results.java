// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.runner.execution.Ending;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.Reason;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import org.jspecify.annotations.Nullable;

/** What a result says: how the attempt ended by itself, unless the session knows better. */
final class Results {
    private final Identity identity;

    Results(Identity identity) {
        this.identity = identity;
    }

    /** The result of an attempt; {@code ending} is null when it never started. */
    JobResult of(AttemptId id, Reason reason, @Nullable Ending ending) {
        Ending known = ending == null ? Ending.unstarted(Outcome.FAILED, Cause.INFRASTRUCTURE, "") : ending;
        JobResult.Builder result = JobResult.newBuilder()
                .setPool(identity.pool())
                .setJobId(id.jobId())
                .setAttempt(id.attempt())
                .setRunnerId(identity.runnerId())
                .setSessionId(identity.sessionId())
                .setOutcome(known.outcome())
                .setCause(known.cause())
                .setExitCode(known.exitCode())
                .setMessage(known.message())
                .setStartedAt(known.startedAt())
                .setEndedAt(known.endedAt())
                .setUse(known.use())
                .setLogChunks(known.logChunks())
                .setLogCut(known.logCut());
        return switch (reason) {
            case CANCELLED -> overruled(result, Outcome.CANCELLED, Cause.USER, "It was cancelled");
            case TIMED_OUT -> overruled(result, Outcome.TIMED_OUT, Cause.TIMEOUT, "Its time limit passed");
            case LEASE_RAN_OUT ->
                overruled(result, Outcome.FAILED, Cause.INFRASTRUCTURE, "The runner could not keep its lease");
            case SHUT_DOWN -> overruled(result, Outcome.FAILED, Cause.INFRASTRUCTURE, "The runner was shut down");
            default -> result.build();
        };
    }

    private static JobResult overruled(JobResult.Builder result, Outcome outcome, Cause cause, String message) {
        return result.setOutcome(outcome)
                .setCause(cause)
                .setExitCode(null)
                .setMessage(message)
                .build();
    }
}
