// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** After each input the pool that it is for is at rest: who waits finds no idle runner. */
final class Waiting {
    private Waiting() {}

    static void check(Collection<JobBook> jobs, Collection<RunnerBook> runners, TurnBook turns, @Nullable String pool) {
        for (RunnerBook runner : runners) {
            boolean concerned = pool == null || runner.id.pool().equals(pool);
            if (concerned && Books.slotsTaken(jobs, runner.id) < runner.slots) {
                for (JobBook job : jobs) {
                    if (job.queued && runner.fits(job) && turns.mayBeGranted(job)) {
                        throw new Violation(Rule.NO_IDLE_RUNNER, job.id + " waits beside " + runner.id);
                    }
                }
            }
        }
    }
}
