// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.List;

/**
 * Decides what becomes of a runner that someone wants to finish and leave. From the fact on its session gets nothing;
 * what it was given before, also what it has not accepted yet, it may finish.
 */
final class Drains {
    private final SchedulingView view;

    Drains(SchedulingView view) {
        this.view = view;
    }

    List<Fact> decide(Input.DrainRequested requested) {
        return view.runner(requested.runner())
                .filter(runner ->
                        requested.session() == null || runner.session().equals(requested.session()))
                .filter(runner -> runner.presence() != Runner.Presence.LEFT && !runner.drained())
                .<List<Fact>>map(runner -> List.of(new Fact.RunnerDrained(
                        runner.id(), runner.session(), runner.sequence() + 1, requested.reason())))
                .orElse(List.of());
    }
}
