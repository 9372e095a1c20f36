// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;

/** Some minutes of faults, then peace until everything has settled. */
final class Simulation {
    private static final long FAULTY_MILLIS = 100_000;
    private static final long PEACE_MAX_MILLIS = 600_000;

    private final World world;
    private final Agenda agenda;
    private final Broker broker;
    private final Books books;
    private final Fleet fleet;
    private final Workload workload;
    private final SimulatedScheduler scheduler;
    private long schedulerAwayUntil;
    private long tickerAwayUntil;
    private long smallStep;

    Simulation(long seed) {
        this.world = new World(seed, seed % 10 == 9 ? 0 : 1);
        this.agenda = world.agenda();
        this.broker = world.broker();
        this.books = new Books(world);
        this.fleet = new Fleet(world);
        this.workload = new Workload(world, books);
        this.scheduler = new SimulatedScheduler(agenda, broker, books, fleet::read);
    }

    void run() {
        // Time begins with a tick: what comes before any has no time to be remembered by.
        tick();
        scheduler.transaction(0);
        agenda.every(500, this::tick);
        agenda.every(20, this::schedule);
        agenda.every(1_500, this::work);
        agenda.every(1_000, this::fault);
        agenda.every(3_000, fleet::mend);
        agenda.runUntil(FAULTY_MILLIS);
        scheduler.checkReplay();
        world.stopFaults();
        schedulerAwayUntil = 0;
        tickerAwayUntil = 0;
        long end = agenda.now() + PEACE_MAX_MILLIS;
        while (agenda.now() < end
                && !(books.unsettled().isEmpty() && books.draining().isEmpty())) {
            agenda.runUntil(agenda.now() + 1_000);
        }
        Violation.unless(books.unsettled().isEmpty(), Rule.EVERYTHING_SETTLES, books.unsettled());
        Violation.unless(books.draining().isEmpty(), Rule.DRAINED_LEAVES, books.draining());
        scheduler.checkReplay();
    }

    /** The last that is known of what a violation is about. */
    String trace() {
        return world.traceOf("");
    }

    private void tick() {
        if (agenda.now() >= tickerAwayUntil && !broker.away()) {
            broker.append(Topic.HEARTBEATS, null, Input.Ticked::new);
        }
    }

    private void schedule() {
        if (agenda.now() >= schedulerAwayUntil && !broker.away()) {
            // Seldom, since a lease that is built anew counts as just renewed, and would never run out.
            scheduler.transaction(world.faulty(0.02) ? 1 : 0);
        }
    }

    private void work() {
        if (agenda.now() < FAULTY_MILLIS && !broker.away()) {
            workload.request(agenda.chance(0.7) ? "blue" : "green");
        }
    }

    private void fault() {
        if (!world.faulty(0.5)) {
            return;
        }
        switch (agenda.between(0, 14)) {
            case 0 -> tickerAwayUntil = agenda.now() + agenda.between(500, 20_000);
            case 1 -> schedulerAway(agenda.between(500, 20_000));
            case 2 -> broker.leaveFor(agenda.between(500, 20_000));
            case 3 -> stepClock();
            case 4 -> scheduler.resetOffsets();
            case 5 -> workload.forgeResult();
            case 6, 7 -> workload.cancelSomething();
            case 8 -> workload.repeatSomething();
            case 9 -> workload.changePolicy();
            case 10 -> fleet.askForDrain();
            case 11 -> workload.changePoolPolicy();
            default -> fleet.befall();
        }
    }

    /** With or without the ticker, which runs beside each copy. */
    private void schedulerAway(long millis) {
        schedulerAwayUntil = agenda.now() + millis;
        if (agenda.chance(0.5)) {
            tickerAwayUntil = schedulerAwayUntil;
        }
        scheduler.restart();
    }

    /** Far ahead, which shows as a gap, or by less than the margin, there and back. */
    private void stepClock() {
        if (agenda.chance(0.3)) {
            broker.stepClock(agenda.between(4_000, 60_000));
        } else {
            broker.stepClock(-smallStep);
            smallStep = smallStep == 0 ? agenda.between(-700, 700) : 0;
            broker.stepClock(smallStep);
        }
    }
}
