// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.schemas.RunnerTerms;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one runner looks like after a fact or a heartbeat. */
final class RunnerFold {
    private RunnerFold() {}

    /** The runner after {@code event}; null where it changes nothing, or the runner is unknown. */
    static @Nullable RunnerStatus after(@Nullable RunnerStatus before, JobEvent event) {
        RunnerTerms terms = event.getRunner();
        if (terms != null && (before == null || !before.getSessionId().equals(event.getSessionId()))) {
            return joined(event, terms);
        }
        if (before == null || !before.getSessionId().equals(event.getSessionId())) {
            return null; // An older session's fact.
        }
        return switch (event.getType()) {
            case RUNNER_JOINED, RUNNER_CHANGED -> terms == null ? null : changed(before, terms);
            case RUNNER_DEAF -> in(before, RunnerState.DEAF);
            case RUNNER_HEARD, RUNNER_RETURNED -> in(before, RunnerState.READY);
            case RUNNER_DRAINED -> gone(before) ? null : in(before, RunnerState.DRAINING);
            case RUNNER_LOST ->
                RunnerStatus.newBuilder(before)
                        .setState(RunnerState.LOST)
                        .setAttempts(List.of())
                        .build();
            case RUNNER_LEFT ->
                RunnerStatus.newBuilder(before)
                        .setState(RunnerState.LEFT)
                        .setAttempts(List.of())
                        .build();
            default -> null;
        };
    }

    /** The runner after a heartbeat of its session. */
    static RunnerStatus reported(RunnerStatus before, RunnerReport report, Instant at) {
        return RunnerStatus.newBuilder(before)
                .setState(live(before.getState()) ? state(report.getPhase(), before.getState()) : before.getState())
                .setAttempts(gone(before) ? List.of() : report.getAttempts())
                .setHeardAt(at.isAfter(before.getHeardAt()) ? at : before.getHeardAt())
                .setVersion(report.getVersion())
                .setHost(report.getHost())
                .setHostCpuPercent(report.getHostCpuPercent())
                .setHostMemoryUsedBytes(report.getHostMemoryUsedBytes())
                .setHostMemoryBytes(report.getHostMemoryBytes())
                .build();
    }

    static boolean gone(RunnerStatus runner) {
        return runner.getState() == RunnerState.LOST || runner.getState() == RunnerState.LEFT;
    }

    private static RunnerStatus joined(JobEvent event, RunnerTerms terms) {
        return RunnerStatus.newBuilder()
                .setRunnerId(event.getRunnerId())
                .setPool(event.getPool())
                .setSessionId(event.getSessionId())
                .setState(state(terms.getPhase(), RunnerState.READY))
                .setLabels(terms.getLabels())
                .setSlots(terms.getSlots())
                .setResources(terms.getResources())
                .setJoinedAt(event.getAt())
                .setHeardAt(event.getAt())
                .setUpdatedAt(Instant.EPOCH) // Never stated.
                .build();
    }

    private static RunnerStatus changed(RunnerStatus before, RunnerTerms terms) {
        return RunnerStatus.newBuilder(before)
                .setLabels(terms.getLabels())
                .setSlots(terms.getSlots())
                .setResources(terms.getResources())
                .setState(live(before.getState()) ? state(terms.getPhase(), before.getState()) : before.getState())
                .build();
    }

    private static RunnerStatus in(RunnerStatus before, RunnerState state) {
        return RunnerStatus.newBuilder(before).setState(state).build();
    }

    /** Those whose state is what the runner says itself. */
    private static boolean live(RunnerState state) {
        return state == RunnerState.READY || state == RunnerState.DRAINING;
    }

    /** A session that drains never takes work again, also while it has not heard of it yet. */
    private static RunnerState state(RunnerPhase phase, RunnerState otherwise) {
        return switch (phase) {
            case READY -> otherwise == RunnerState.DRAINING ? otherwise : RunnerState.READY;
            case DRAINING, LEAVING -> RunnerState.DRAINING;
            case UNKNOWN -> otherwise;
        };
    }
}
