// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.runner.session.Action;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.HeldPhase;
import io.jobstream.runner.session.Reason;
import io.jobstream.runner.session.SessionCore;
import io.jobstream.runner.session.SessionRules;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One process of a runner, with its jobs and its watchdog: does what the session's core says, or what befalls it. */
final class SimulatedRunner implements Action.Cases<Boolean> {
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final long NANOS = 1_000_000;
    private static final List<Integer> EXIT_CODES = List.of(1, 75, 137);

    private final World world;
    private final Agenda agenda;
    private final Fleet.Seat seat;
    private final String session;
    private final Wire wire;
    private final SessionCore core;
    private final Map<AttemptId, Running> running = new LinkedHashMap<>();
    private final Map<AttemptId, Outcome> outcomes = new LinkedHashMap<>();
    private final Deque<Runnable> missed = new ArrayDeque<>();
    private long suspendedUntil;
    private boolean dead;

    SimulatedRunner(World world, Fleet.Seat seat, String session, @Nullable String endedSession) {
        this.world = world;
        this.agenda = world.agenda();
        this.seat = seat;
        this.session = session;
        this.wire = new Wire(world, seat, session, endedSession);
        this.core = new SessionCore(
                new SessionRules(seat.slots(), Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofSeconds(2)));
        agenda.in(0, this::timePasses);
    }

    String session() {
        return session;
    }

    boolean alive() {
        return !dead;
    }

    void cutOffFor(long millis) {
        wire.cutFor(millis);
    }

    void suspendFor(long millis) {
        suspendedUntil = Math.max(suspendedUntil, agenda.now() + millis);
        agenda.at(suspendedUntil, this::resume);
    }

    /** kill -9: the watchdog's pipe closes, and all that runs dies with it. */
    void kill() {
        dead = true;
        List.copyOf(running.keySet()).forEach(this::stopRunning);
    }

    void drain() {
        live(() -> perform(core.drain()));
    }

    void read(Assignment assignment) {
        wire.whenReached(agenda.between(1, 8), () -> live(() -> take(assignment)));
    }

    private void take(Assignment assignment) {
        AttemptId id = assignment.attempt();
        Reason revoked = assignment.revoked();
        if (assignment.isDrain()) {
            perform(core.drained(assignment.sequence()));
        } else if (id == null) {
            perform(core.dismissed());
        } else if (revoked != null) {
            perform(core.revoked(assignment.sequence(), id, revoked));
        } else {
            Instant acceptBy = Objects.requireNonNull(assignment.acceptBy());
            wire.offered(id, acceptBy);
            perform(core.granted(assignment.sequence(), id, acceptBy, LEASE));
        }
    }

    private void timePasses() {
        if (!dead) {
            if (agenda.now() >= suspendedUntil) {
                perform(core.timePassed(nanos()));
            }
            agenda.in(100, this::timePasses);
        }
    }

    private void resume() {
        while (!dead && agenda.now() >= suspendedUntil && !missed.isEmpty()) {
            missed.removeFirst().run();
        }
    }

    /** Happens when the process is alive and not suspended; until then it waits. */
    private void live(Runnable what) {
        if (!dead && agenda.now() < suspendedUntil) {
            missed.addLast(what);
        } else if (!dead) {
            resume();
            what.run();
        }
    }

    private void perform(List<Action> actions) {
        actions.forEach(action -> {
            if (!dead) {
                action.match(this);
            }
        });
    }

    @Override
    public Boolean beatNow(Action.BeatNow action) {
        var report = core.heartbeatSent(nanos());
        wire.send(
                report,
                stamp -> live(() -> perform(core.heartbeatAcknowledged(report.heartbeat(), stamp, nanos()))),
                () -> live(() -> perform(core.heartbeatFailed(report.heartbeat()))));
        return true;
    }

    @Override
    public Boolean start(Action.Start action) {
        AttemptId id = action.id();
        Violation.unless(wire.accepted(id), Rule.START_AFTER_ACCEPTANCE, id + " starts in " + session);
        Violation.unless(running.size() < seat.slots(), Rule.SLOTS, id + " starts in " + session);
        world.executions().started(id, session);
        world.trace(session, action);
        Running job = new Running(action.deadline() / NANOS);
        running.put(id, job);
        outcomes.put(id, anyOutcome());
        watch(id, job);
        agenda.in(agenda.between(1, 200), () -> live(() -> perform(core.attemptPhase(id, HeldPhase.RUNNING))));
        agenda.in(world.jobDuration(), () -> end(id, job));
        return true;
    }

    /** The watchdog, which no suspension of the runner stops. */
    private void watch(AttemptId id, Running job) {
        agenda.at(job.deadline, () -> {
            if (agenda.now() >= job.deadline) {
                end(id, job);
            }
        });
    }

    private void end(AttemptId id, Running job) {
        if (running.get(id) == job) {
            stopRunning(id);
            live(() -> perform(core.attemptEnded(id, nanos())));
        }
    }

    private void stopRunning(AttemptId id) {
        running.remove(id);
        world.executions().ended(id);
    }

    @Override
    public Boolean extendDeadline(Action.ExtendDeadline action) {
        Running job = running.get(action.id());
        if (job != null) {
            job.deadline = action.deadline() / NANOS;
            watch(action.id(), job);
        }
        return true;
    }

    @Override
    public Boolean kill(Action.Kill action) {
        world.trace(session, action);
        Running job = running.get(action.id());
        if (job != null) {
            agenda.in(world.killDuration(), () -> end(action.id(), job));
        }
        return true;
    }

    @Override
    public Boolean drop(Action.Drop action) {
        world.trace(session, action);
        Violation.unless(!running.containsKey(action.id()), Rule.EXECUTION_ENDS_FIRST, "dropped " + action.id());
        return true;
    }

    @Override
    public Boolean sendResult(Action.SendResult action) {
        AttemptId id = action.id();
        world.trace(session, action);
        Violation.unless(!running.containsKey(id), Rule.EXECUTION_ENDS_FIRST, "result of " + id);
        JobResult result = result(id, action.reason());
        wire.sendResult(
                () -> world.broker().append(Topic.RESULTS, seat.pool(), stamp -> new Input.ResultReported(result)),
                () -> live(() -> perform(core.resultAcknowledged(id))));
        return true;
    }

    @Override
    public Boolean endSession(Action.EndSession action) {
        world.trace(session, action);
        Violation.unless(running.isEmpty(), Rule.EXECUTION_ENDS_FIRST, session + " ends");
        dead = true;
        return true;
    }

    private JobResult result(AttemptId id, Reason reason) {
        Outcome outcome =
                switch (reason) {
                    case CANCELLED -> Outcome.CANCELLED;
                    case TIMED_OUT -> Outcome.TIMED_OUT;
                    case ENDED -> outcomes.getOrDefault(id, Outcome.SUCCEEDED);
                    default -> Outcome.UNKNOWN;
                };
        Cause cause =
                switch (outcome) {
                    case SUCCEEDED -> null;
                    case CANCELLED -> Cause.USER;
                    case TIMED_OUT -> Cause.TIMEOUT;
                    case FAILED -> Cause.SCRIPT;
                    default -> Cause.INFRASTRUCTURE;
                };
        return JobResult.newBuilder()
                .setPool(seat.pool())
                .setJobId(id.jobId())
                .setAttempt(id.attempt())
                .setRunnerId(seat.name())
                .setSessionId(session)
                .setOutcome(outcome == Outcome.UNKNOWN ? Outcome.FAILED : outcome)
                .setCause(cause)
                .setExitCode(outcome == Outcome.FAILED ? exitCode(id) : null)
                .setEndedAt(world.broker().time())
                .setUse(new ResourceUse(0L, 0L, 0L))
                .build();
    }

    private static int exitCode(AttemptId id) {
        return EXIT_CODES.get(Math.floorMod(id.hashCode(), EXIT_CODES.size()));
    }

    private Outcome anyOutcome() {
        int dice = agenda.between(1, 100);
        return dice <= 75 ? Outcome.SUCCEEDED : dice <= 90 ? Outcome.FAILED : Outcome.UNKNOWN;
    }

    private long nanos() {
        return agenda.now() * NANOS;
    }

    private static final class Running {
        private long deadline;

        Running(long deadline) {
            this.deadline = deadline;
        }
    }
}
