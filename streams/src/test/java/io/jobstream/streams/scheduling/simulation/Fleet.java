// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runners, and what befalls them. */
final class Fleet {
    private static final List<String> ALL = List.of("gpu", "linux");
    private static final List<Seat> SEATS = List.of(
            new Seat("blue", "a", ALL, 3, Map.of("gpu", 3)),
            new Seat("blue", "b", List.of("linux"), 1, Map.of()),
            new Seat("blue", "c", List.of("linux"), 3, Map.of("licence", 1)),
            new Seat("green", "d", ALL, 2, Map.of("gpu", 1, "licence", 1)),
            new Seat("green", "e", ALL, 2, Map.of("gpu", 2)));

    private final World world;
    private final Agenda agenda;
    private final List<SimulatedRunner> processes = new ArrayList<>();
    private final List<@Nullable SimulatedRunner> newest = new ArrayList<>();
    private int sessions;

    Fleet(World world) {
        this.world = world;
        this.agenda = world.agenda();
        for (int seat = 0; seat < SEATS.size(); seat++) {
            int joined = seat;
            newest.add(null);
            agenda.in(agenda.between(0, 5_000), () -> start(joined, null));
        }
    }

    /** Every session reads all assignments of its partition, and takes its own. */
    void read(Assignment assignment) {
        processes.removeIf(process -> !process.alive());
        for (SimulatedRunner process : processes) {
            if (process.session().equals(assignment.session())) {
                process.read(assignment);
            }
        }
    }

    /** Something happens to some runner. */
    void befall() {
        int seat = agenda.between(0, SEATS.size() - 1);
        SimulatedRunner process = newest.get(seat);
        if (process == null || !process.alive()) {
            return;
        }
        switch (agenda.between(0, 6)) {
            case 0 -> {
                process.kill();
                // Whether the next one knows depends on whether it starts on the same disk.
                start(seat, agenda.chance(0.6) ? process.session() : null);
            }
            case 1, 2 -> process.suspendFor(agenda.between(1_000, 25_000));
            case 3, 4 -> process.cutOffFor(agenda.between(500, 25_000));
            case 5 -> process.drain();
            default -> start(seat, null);
        }
    }

    /** Someone wants a runner to leave: whichever session it is in, that of its newest process, or an older one. */
    void askForDrain() {
        int seat = agenda.between(0, SEATS.size() - 1);
        Seat asked = SEATS.get(seat);
        SimulatedRunner process = newest.get(seat);
        String session = process == null || agenda.chance(0.4) ? null : process.session();
        String named = agenda.chance(0.1) ? "an older one" : session;
        world.broker()
                .append(
                        Topic.DRAINS,
                        asked.pool(),
                        stamp -> new Input.DrainRequested(new RunnerId(asked.pool(), asked.name()), named, ""));
    }

    /** Whoever ended is started again. */
    void mend() {
        for (int seat = 0; seat < SEATS.size(); seat++) {
            SimulatedRunner process = newest.get(seat);
            if (process != null && !process.alive()) {
                start(seat, agenda.chance(0.6) ? process.session() : null);
            }
        }
    }

    private void start(int seat, @Nullable String endedSession) {
        sessions++;
        Seat taken = SEATS.get(seat);
        SimulatedRunner process =
                new SimulatedRunner(world, taken, taken.name() + "-session-" + sessions, endedSession);
        newest.set(seat, process);
        processes.add(process);
    }

    /** A runner's name and what it is. */
    record Seat(String pool, String name, List<String> labels, int slots, Map<String, Integer> resources) {}
}
