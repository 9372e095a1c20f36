// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** After each input the pool that it is for is at rest: who waits finds no idle runner, but one kept for others. */
final class Waiting {
    private Waiting() {}

    static void check(Collection<JobBook> jobs, ChoiceBook choices, @Nullable String pool, Instant now) {
        for (RunnerBook runner : choices.runners()) {
            boolean concerned = pool == null || runner.id.pool().equals(pool);
            if (concerned && runner.slotsTaken(jobs) < runner.slots()) {
                for (JobBook job : jobs) {
                    if (job.queued
                            && runner.hasRoomFor(job, jobs)
                            && choices.turns().mayBeGranted(job)
                            && !choices.heldAgainst(job, now).contains(runner)) {
                        throw new Violation(Rule.NO_IDLE_RUNNER, job.id + " waits beside " + runner.id);
                    }
                }
            }
        }
    }
}
