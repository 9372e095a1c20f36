// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.schemas.RunnerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** All runners of a partition that are not forgotten. Facts are stored at once, heartbeats when they are stated. */
final class Runners {
    static final Duration STATED_APART = Duration.ofSeconds(1);
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);
    private static final Duration SWEPT_EVERY = Duration.ofMinutes(1);
    private static final int EARLY_MAX = 10_000;

    private final Views views;
    private final Pools pools;
    private final Consumer<Statement<?>> out;

    private final Map<Name, RunnerStatus> runners = new HashMap<>();
    private final Map<Name, Early> early = new HashMap<>();
    private final Set<Name> unstated = new HashSet<>();
    private Instant swept = Instant.EPOCH;

    Runners(Views views, Pools pools, Consumer<Statement<?>> out) {
        this.views = views;
        this.pools = pools;
        this.out = out;
        views.eachRunner(runner -> {
            Name name = new Name(runner.getPool(), runner.getRunnerId());
            runners.put(name, runner);
            unstated.add(name);
            pools.changed(runner);
        });
    }

    void happened(JobEvent event, Instant now) {
        if (event.getRunnerId() == null || event.getSessionId() == null) {
            return;
        }
        Name name = new Name(event.getPool(), event.getRunnerId());
        RunnerStatus before = runners.get(name);
        RunnerStatus after = RunnerFold.after(before, event);
        if (after == null) {
            return;
        }
        Early words = early.remove(name);
        if (words != null && words.report().getSessionId().equals(after.getSessionId())) {
            after = RunnerFold.reported(after, words.report(), words.at());
        }
        views.put(after);
        keep(name, after, now);
    }

    void reported(RunnerReport report, Instant at) {
        Name name = new Name(report.getPool(), report.getRunnerId());
        RunnerStatus before = runners.get(name);
        if (before != null && before.getSessionId().equals(report.getSessionId())) {
            keep(name, RunnerFold.reported(before, report, at), at);
        } else if (early.size() < EARLY_MAX) {
            // Facts and heartbeats are read side by side: the fact that it joined may come next.
            early.put(name, new Early(report, at));
        }
    }

    void ticked(Instant now) {
        for (Name name : List.copyOf(unstated)) {
            RunnerStatus runner = runners.get(name);
            if (runner != null && mayState(runner, now)) {
                state(name, runner, now);
            }
        }
        if (!swept.plus(SWEPT_EVERY).isAfter(now)) {
            swept = now;
            sweep(now);
        }
    }

    /** What the runner of a fact says of the fact's attempt. */
    Optional<HeldAttempt> held(JobEvent event) {
        Name name = new Name(event.getPool(), event.getRunnerId());
        List<HeldAttempt> attempts = List.of();
        RunnerStatus runner = runners.get(name);
        Early words = early.get(name);
        if (runner != null && runner.getSessionId().equals(event.getSessionId())) {
            attempts = runner.getAttempts();
        } else if (words != null && words.report().getSessionId().equals(event.getSessionId())) {
            attempts = words.report().getAttempts();
        }
        return attempts.stream()
                .filter(held -> held.getJobId().equals(event.getJobId()) && held.getAttempt() == event.getAttempt())
                .findFirst();
    }

    private void keep(Name name, RunnerStatus runner, Instant now) {
        runners.put(name, runner);
        pools.changed(runner);
        if (mayState(runner, now)) {
            state(name, runner, now);
        } else {
            unstated.add(name);
        }
    }

    private void state(Name name, RunnerStatus runner, Instant now) {
        RunnerStatus stated = RunnerStatus.newBuilder(runner)
                .setResourcesFree(pools.resourcesFree(runner))
                .setUpdatedAt(now)
                .build();
        runners.put(name, stated);
        views.put(stated);
        unstated.remove(name);
        out.accept(Statement.of(stated));
    }

    private void sweep(Instant now) {
        for (Map.Entry<Name, RunnerStatus> entry : new ArrayList<>(runners.entrySet())) {
            RunnerStatus runner = entry.getValue();
            if (RunnerFold.gone(runner)
                    && !runner.getHeardAt().plus(FORGOTTEN_AFTER).isAfter(now)) {
                runners.remove(entry.getKey());
                unstated.remove(entry.getKey());
                views.removeRunner(runner);
                pools.forgot(runner);
                out.accept(Statement.forgetting(runner));
            }
        }
        early.values().removeIf(words -> !words.at().plus(SWEPT_EVERY).isAfter(now));
    }

    private static boolean mayState(RunnerStatus runner, Instant now) {
        return !runner.getUpdatedAt().plus(STATED_APART).isAfter(now);
    }

    private record Name(String pool, String runnerId) {}

    private record Early(RunnerReport report, Instant at) {}
}
