// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.Report;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What lies between a session and the log: order is kept, but time passes, and answers get lost. */
final class Wire {
    private static final long DELIVERY_TIMEOUT = 10_000;

    private final World world;
    private final Agenda agenda;
    private final Fleet.Seat seat;
    private final String session;
    private final @Nullable String endedSession;
    private final Set<AttemptId> listed = new LinkedHashSet<>();
    private final Set<AttemptId> accepted = new HashSet<>();
    private long cutUntil;
    private final Map<AttemptId, Instant> acceptBys = new HashMap<>();
    private final Deque<Sending> unsent = new ArrayDeque<>();
    private final Deque<Arrival> arriving = new ArrayDeque<>();
    private long lastAnswer;
    private long lastReached;

    Wire(World world, Fleet.Seat seat, String session, @Nullable String endedSession) {
        this.world = world;
        this.agenda = world.agenda();
        this.seat = seat;
        this.session = session;
        this.endedSession = endedSession;
    }

    void cutFor(long millis) {
        cutUntil = Math.max(cutUntil, agenda.now() + millis);
    }

    /** Whether the first heartbeat that listed it was acknowledged with a stamp not after its acceptBy. */
    boolean accepted(AttemptId id) {
        return accepted.contains(id);
    }

    /** Something comes from the log to the session, in order. */
    void whenReached(long delay, Runnable what) {
        lastReached = Math.max(lastReached, agenda.now() + delay);
        arriving.addLast(new Arrival(lastReached, what));
        agenda.at(lastReached, this::arrive);
    }

    private void arrive() {
        if (agenda.now() < cutUntil) {
            agenda.at(cutUntil, this::arrive);
            return;
        }
        for (Arrival next = arriving.peekFirst();
                next != null && next.at() <= agenda.now();
                next = arriving.peekFirst()) {
            arriving.removeFirst().what().run();
        }
    }

    void send(Report report, Consumer<Instant> acknowledged, Runnable failed) {
        long now = agenda.now();
        unsent.addLast(new Sending(report, now + world.sendDelay(), now + DELIVERY_TIMEOUT, acknowledged, failed));
        pump();
    }

    void offered(AttemptId id, Instant acceptBy) {
        acceptBys.put(id, acceptBy);
    }

    /** One producer: what cannot be sent yet holds up all that comes after it. */
    private void pump() {
        Sending first = unsent.peekFirst();
        long now = agenda.now();
        if (first == null) {
            return;
        }
        if (now >= first.deadline()) {
            unsent.removeFirst();
            first.failed().run();
            pump();
        } else if (now < first.readyAt()) {
            agenda.at(first.readyAt(), this::pump);
        } else if (now < cutUntil || world.broker().away()) {
            agenda.in(50, this::pump);
        } else {
            unsent.removeFirst();
            append(first);
            pump();
        }
    }

    private void append(Sending sending) {
        RunnerReport written = written(sending.report());
        Instant stamp =
                world.broker().append(Topic.HEARTBEATS, seat.pool(), at -> new Input.RunnerReported(written, at));
        lastAnswer = Math.max(lastAnswer, agenda.now() + world.sendDelay());
        agenda.at(lastAnswer, () -> answer(sending, stamp));
    }

    private void answer(Sending sending, Instant stamp) {
        if (agenda.now() >= sending.deadline() || world.losesAnswer()) {
            agenda.at(sending.deadline(), sending.failed());
        } else if (agenda.now() < cutUntil) {
            agenda.in(50, () -> answer(sending, stamp));
        } else {
            for (Report.Held held : sending.report().attempts()) {
                // Counted by the first alone; a later one cannot be earlier.
                Instant acceptBy = acceptBys.get(held.id());
                if (listed.add(held.id()) && acceptBy != null && !stamp.isAfter(acceptBy)) {
                    accepted.add(held.id());
                }
            }
            sending.acknowledged().accept(stamp);
        }
    }

    /** Sent until it is acknowledged, perhaps more than once. */
    void sendResult(Runnable append, Runnable acknowledged) {
        agenda.in(world.sendDelay(), () -> {
            if (agenda.now() < cutUntil || world.broker().away()) {
                agenda.in(200, () -> sendResult(append, acknowledged));
            } else {
                append.run();
                if (world.losesAnswer()) {
                    sendResult(append, acknowledged);
                } else {
                    agenda.in(world.sendDelay(), acknowledged);
                }
            }
        });
    }

    private RunnerReport written(Report report) {
        return RunnerReport.newBuilder()
                .setPool(seat.pool())
                .setRunnerId(seat.name())
                .setSessionId(session)
                .setEndedSession(endedSession)
                .setLabels(seat.labels())
                .setSlots(seat.slots())
                .setResources(seat.resources())
                .setPhase(RunnerPhase.valueOf(report.phase().name()))
                .setAssignmentsRead(report.assignmentsRead())
                .setAttempts(report.attempts().stream()
                        .map(held -> new HeldAttempt(
                                held.id().jobId(),
                                held.id().attempt(),
                                AttemptPhase.valueOf(held.phase().name()),
                                new ResourceUse(0L, 0L, 0L)))
                        .toList())
                .build();
    }

    private record Arrival(long at, Runnable what) {}

    private record Sending(
            Report report, long readyAt, long deadline, Consumer<Instant> acknowledged, Runnable failed) {}
}
