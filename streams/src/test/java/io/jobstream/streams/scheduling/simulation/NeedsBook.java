// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.JobId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How jobs ended, and what that means for those that need them. */
final class NeedsBook {
    private final Map<JobId, End> ends = new HashMap<>();

    /** @param failed whether it failed, or was cancelled since something that it needed failed */
    private record End(Outcome outcome, boolean failed) {}

    void queued(JobBook job, Fact fact) {
        Violation.unless(met(job), Rule.NEEDS, fact);
    }

    /** @param job null for one that is refused */
    void settled(Fact.JobSettled fact, @Nullable JobBook job, boolean superseded) {
        Outcome outcome = fact.outcome();
        boolean byRule = outcome == Outcome.CANCELLED && fact.cause() == Cause.POLICY;
        boolean needFailed = job != null && anyFailed(job);
        boolean failed = outcome == Outcome.FAILED
                || outcome == Outcome.TIMED_OUT
                || outcome == Outcome.ABANDONED
                || (byRule && needFailed && !superseded);
        if (job != null && byRule && !superseded) {
            Violation.unless(missed(job), Rule.NEEDS, fact);
        }
        ends.put(fact.job(), new End(outcome, failed));
    }

    private boolean met(JobBook job) {
        if (!ends.keySet().containsAll(job.needs)) {
            return false;
        }
        return switch (job.condition) {
            case SUCCESS -> !anyMissed(job);
            case FAILURE -> anyFailed(job);
            default -> true;
        };
    }

    /** Whether it can never be met. */
    private boolean missed(JobBook job) {
        return job.condition == NeedsCondition.SUCCESS
                ? anyMissed(job)
                : job.condition == NeedsCondition.FAILURE && ends.keySet().containsAll(job.needs) && !anyFailed(job);
    }

    private boolean anyMissed(JobBook job) {
        return endsOf(job).anyMatch(end -> end.outcome != Outcome.SUCCEEDED);
    }

    private boolean anyFailed(JobBook job) {
        return endsOf(job).anyMatch(End::failed);
    }

    private Stream<End> endsOf(JobBook job) {
        return job.needs.stream().flatMap(need -> Stream.ofNullable(ends.get(need)));
    }
}
