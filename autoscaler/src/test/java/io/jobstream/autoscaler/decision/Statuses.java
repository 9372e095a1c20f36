// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.TrustedRecords;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Statuses as the status application writes them; times are seconds after noon. */
final class Statuses {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final String POOL = "default";

    static {
        TrustedRecords.trust();
    }

    private Statuses() {}

    static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    static RunnerStatus.Builder runner(String name, RunnerState state, long seconds, String... labels) {
        return RunnerStatus.newBuilder()
                .setRunnerId(name)
                .setPool(POOL)
                .setSessionId(name + "-session")
                .setState(state)
                .setLabels(List.of(labels))
                .setSlots(2)
                .setJoinedAt(NOON)
                .setHeardAt(at(seconds))
                .setUpdatedAt(at(seconds));
    }

    static List<HeldAttempt> attempts(int count) {
        return IntStream.range(0, count)
                .mapToObj(job -> new HeldAttempt("job-" + job, 1, AttemptPhase.RUNNING, new ResourceUse(0L, 0L, 0L)))
                .toList();
    }

    static RunnerDemand demand(String set, int slotsWanted) {
        return new RunnerDemand(set, 0, (long) slotsWanted, 0.0, null, slotsWanted);
    }

    static PoolStatus pool(String name, RunnerDemand... demand) {
        return PoolStatus.newBuilder()
                .setPool(name)
                .setWaiting(0)
                .setQueued(0)
                .setLeased(0)
                .setRunnersReady(0)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(0)
                .setSlotsFree(0)
                .setDemand(List.of(demand))
                .setUpdatedAt(NOON)
                .build();
    }
}
