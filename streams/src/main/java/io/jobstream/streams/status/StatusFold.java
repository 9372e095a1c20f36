// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.streams.jobs.LoggedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds the facts and heartbeats of one partition into statements. Deterministic: time is what the log says. */
final class StatusFold {
    private final List<Statement<?>> statements = new ArrayList<>();
    private final Pools pools;
    private final Runners runners;
    private final Jobs jobs;
    private Instant now = Instant.EPOCH;

    /** Goes on from what {@code views} remember. */
    StatusFold(Views views) {
        this.pools = new Pools(statements::add);
        this.runners = new Runners(views, pools, statements::add);
        this.jobs = new Jobs(views, runners, pools, statements::add);
    }

    /** What a fact makes to be stated. */
    List<Statement<?>> happened(LoggedEvent logged) {
        advance(logged.event().getAt());
        runners.happened(logged.event(), now);
        jobs.happened(logged);
        return taken();
    }

    /** What a heartbeat stamped {@code at} makes to be stated. */
    List<Statement<?>> heard(RunnerHeartbeat heartbeat, Instant at) {
        advance(at);
        if (heartbeat.getKind() == HeartbeatKind.BEAT && heartbeat.getReport() != null) {
            runners.reported(heartbeat.getReport(), now);
            jobs.reported(heartbeat.getReport(), now);
        } else if (heartbeat.getKind() == HeartbeatKind.TICK) {
            runners.ticked(now);
            jobs.ticked(now);
            pools.ticked(now);
        }
        return taken();
    }

    private void advance(@Nullable Instant at) {
        if (at != null && at.isAfter(now)) {
            now = at;
        }
    }

    private List<Statement<?>> taken() {
        List<Statement<?>> taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }
}
