// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** What everyone in a simulation shares: time, the log, what really runs, and how bad things are. */
final class World {
    private static final int TRACED_MAX = 250;

    private final Agenda agenda;
    private final Broker broker;
    private final Executions executions = new Executions();
    private final Deque<Traced> traced = new ArrayDeque<>();
    private double faults;

    World(long seed, double faults) {
        this.agenda = new Agenda(seed);
        this.broker = new Broker(agenda);
        this.faults = faults;
    }

    Agenda agenda() {
        return agenda;
    }

    Broker broker() {
        return broker;
    }

    Executions executions() {
        return executions;
    }

    boolean faulty(double probability) {
        return agenda.chance(probability * faults);
    }

    void stopFaults() {
        faults = 0;
    }

    /** Mostly milliseconds; sometimes, in a bad world, so long that deadlines pass. */
    long sendDelay() {
        return faulty(0.02) ? agenda.between(500, 9_000) : agenda.between(1, 20);
    }

    boolean losesAnswer() {
        return faulty(0.03);
    }

    long jobDuration() {
        return agenda.chance(0.2) ? agenda.between(10_000, 90_000) : agenda.between(50, 6_000);
    }

    /** By itself, or by force after the grace. */
    long killDuration() {
        return agenda.chance(0.5) ? agenda.between(5, 200) : agenda.between(1_000, 6_000);
    }

    void trace(String who, Object what) {
        if (traced.size() == TRACED_MAX) {
            traced.removeFirst();
        }
        traced.addLast(new Traced(agenda.now(), who, what));
    }

    /** The last of what happened that mentions {@code hint}, and of all that happened. */
    String traceOf(String hint) {
        return traced.stream()
                .map(Traced::toString)
                .filter(line -> line.contains(hint))
                .collect(Collectors.joining("\n"));
    }

    private record Traced(long at, String who, Object what) {
        private static final int LENGTH_MAX = 260;

        @Override
        public String toString() {
            String line = at + " " + who + " " + what;
            return line.substring(0, Math.min(LENGTH_MAX, line.length()));
        }
    }
}
