// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.JobId;
import java.util.HashMap;
import java.util.Map;

/** How jobs ended, and what that means for those that need them. */
final class NeedsBook {
    private final Map<JobId, End> ends = new HashMap<>();

    /** @param failed whether it failed, or was cancelled since something that it needed failed */
    private record End(Outcome outcome, boolean failed) {}

    void queued(JobBook job, Fact fact) {
        Violation.unless(met(job), Rule.NEEDS, fact);
    }

    /** @param job null for one that is refused */
    void settled(Fact.JobSettled fact, JobBook job, boolean superseded) {
        Outcome outcome = fact.outcome();
        boolean byRule = outcome == Outcome.CANCELLED && fact.cause() == Cause.POLICY;
        boolean needFailed = job != null && anyFailed(job);
        boolean failed = outcome == Outcome.FAILED
                || outcome == Outcome.TIMED_OUT
                || outcome == Outcome.ABANDONED
                || (byRule && needFailed);
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
            case SUCCESS -> job.needs.stream().allMatch(need -> ends.get(need).outcome == Outcome.SUCCEEDED);
            case FAILURE -> anyFailed(job);
            default -> true;
        };
    }

    /** Whether it can never be met. */
    private boolean missed(JobBook job) {
        return job.condition == NeedsCondition.SUCCESS
                ? job.needs.stream()
                        .anyMatch(need -> ends.containsKey(need) && ends.get(need).outcome != Outcome.SUCCEEDED)
                : job.condition == NeedsCondition.FAILURE && ends.keySet().containsAll(job.needs) && !anyFailed(job);
    }

    private boolean anyFailed(JobBook job) {
        return job.needs.stream().anyMatch(need -> ends.containsKey(need) && ends.get(need).failed);
    }
}
