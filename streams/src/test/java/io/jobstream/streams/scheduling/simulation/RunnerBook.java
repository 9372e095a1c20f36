// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.RunnerPhase;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the books hold of a runner. */
final class RunnerBook {
    final RunnerId id;
    final String session;
    final Set<String> sessions = new HashSet<>();
    Instant heardAt;
    boolean deaf;
    boolean drained;
    boolean lost;
    boolean left;
    int slots;
    private Labels labels;
    private RunnerPhase phase;

    RunnerBook(Fact.RunnerJoined joined, @Nullable RunnerBook before, Instant heardAt) {
        this.id = joined.runner();
        this.session = joined.session();
        this.labels = joined.labels();
        this.slots = joined.slots();
        this.phase = joined.phase();
        this.heardAt = heardAt;
        if (before != null) {
            sessions.addAll(before.sessions);
        }
        sessions.add(session);
    }

    void change(Labels newLabels, int newSlots, RunnerPhase newPhase) {
        labels = newLabels;
        slots = newSlots;
        phase = newPhase;
    }

    boolean fits(JobBook job) {
        return id.pool().equals(job.pool)
                && !deaf
                && !drained
                && !lost
                && !left
                && phase == RunnerPhase.READY
                && labels.values().containsAll(job.labels.values());
    }
}
