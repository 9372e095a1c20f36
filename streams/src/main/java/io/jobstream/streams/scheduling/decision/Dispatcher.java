// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides which waiting job goes to which free runner, one grant at a time. */
public final class Dispatcher {
    /** Priority, then what lost its runner, then age. */
    public static final Comparator<Job> ORDER = Comparator.comparingInt(Job::priority)
            .reversed()
            .thenComparing(Comparator.comparing(Job::front).reversed())
            .thenComparingLong(Job::position);

    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Dispatcher(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    /** The next grant of a pool; empty when no job that waits has a runner that fits. */
    List<Fact> next(String pool) {
        if (view.anyRunnerFree(pool)) {
            for (SchedulingView.Queue queue : view.queues(pool)) {
                Optional<Runner> runner = view.freeRunner(pool, queue.labels());
                if (runner.isPresent()) {
                    return grant(queue.first(), runner.get());
                }
            }
        }
        return List.of();
    }

    private List<Fact> grant(Job job, Runner runner) {
        Instant acceptBy = view.now().plus(policy.acceptWithin());
        return List.of(new Fact.LeaseGranted(job, Lease.granted(job.attempts() + 1, runner, acceptBy)));
    }
}
