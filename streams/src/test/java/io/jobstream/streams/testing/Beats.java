// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.testing;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import java.util.List;

/** Heartbeats and ticks. */
public final class Beats {
    private Beats() {}

    public static RunnerHeartbeat tick() {
        return RunnerHeartbeat.newBuilder()
                .setKind(HeartbeatKind.TICK)
                .setSentAt(Facts.NOON)
                .build();
    }

    public static RunnerHeartbeat beat(String pool, String runnerId, HeldAttempt... held) {
        return RunnerHeartbeat.newBuilder()
                .setKind(HeartbeatKind.BEAT)
                .setSentAt(Facts.NOON)
                .setReport(RunnerReport.newBuilder()
                        .setPool(pool)
                        .setRunnerId(runnerId)
                        .setSessionId(Facts.session(runnerId))
                        .setLabels(List.of("linux"))
                        .setSlots(1)
                        .setPhase(RunnerPhase.READY)
                        .setAssignmentsRead(0)
                        .setAttempts(List.of(held))
                        .setHost("host-1")
                        .build())
                .build();
    }

    public static HeldAttempt held(String jobId, int attempt, AttemptPhase phase, long cpuMillis) {
        return new HeldAttempt(jobId, attempt, phase, new ResourceUse(cpuMillis, 0L, 0L));
    }
}
