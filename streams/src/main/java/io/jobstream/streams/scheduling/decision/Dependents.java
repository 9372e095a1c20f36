// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of jobs mean for those that need them: these wait on, are queued, or have their outcome as well, which
 * goes on to those that need them in turn.
 */
final class Dependents {
    private final SchedulingView view;
    private final Predicate<JobId> settled;
    private final Consequences consequences;

    /** Those that lost a need by this decision, as they are then. */
    private final Map<JobId, Job> changed = new HashMap<>();

    private final Deque<End> ends = new ArrayDeque<>();
    private boolean telling;

    /**
     * @param settled whether a job has its outcome by this decision
     * @param consequences is told what follows
     */
    Dependents(SchedulingView view, Predicate<JobId> settled, Consequences consequences) {
        this.view = view;
        this.settled = settled;
        this.consequences = consequences;
    }

    /** What follows for a dependent. */
    interface Consequences {
        void queue(Job dependent);

        /** It will not run; {@link #ended} is told of that as of any end. */
        void cancel(Job dependent, String message);
    }

    /** The job has its outcome. */
    void ended(Job job, Outcome outcome, @Nullable Cause cause) {
        Job known = changed.getOrDefault(job.id(), job);
        Job last = job.cancelRequested() ? known.cancelling() : known;
        ends.add(new End(last, outcome, last.failsBy(outcome, cause)));
        if (telling) {
            return;
        }
        telling = true;
        for (End end = ends.poll(); end != null; end = ends.poll()) {
            tell(end);
        }
        telling = false;
    }

    private void tell(End end) {
        for (JobId id : end.job.dependents()) {
            Job before =
                    changed.containsKey(id) ? changed.get(id) : view.job(id).orElse(null);
            if (before != null && before.awaits(end.job.id()) && !settled.test(id)) {
                Job dependent = before.needEnded(end.job.id(), end.outcome, end.failed);
                changed.put(id, dependent);
                follow(dependent, end);
            }
        }
    }

    private void follow(Job dependent, End end) {
        NeedsCondition condition = dependent.terms().condition();
        if (condition == NeedsCondition.SUCCESS && end.outcome != Outcome.SUCCEEDED) {
            consequences.cancel(dependent, "needs " + end.job.id().value() + ", which ended as " + end.outcome);
        } else if (dependent.openNeeds().isEmpty()) {
            if (condition == NeedsCondition.FAILURE && !dependent.needFailed()) {
                consequences.cancel(dependent, "runs when something that it needs fails, and nothing did");
            } else {
                consequences.queue(dependent);
            }
        }
    }

    private record End(Job job, Outcome outcome, boolean failed) {}
}
