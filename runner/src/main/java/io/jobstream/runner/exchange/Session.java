// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.runner.execution.Assigned;
import io.jobstream.runner.execution.Ending;
import io.jobstream.runner.execution.Execution;
import io.jobstream.runner.execution.ExecutionEvents;
import io.jobstream.runner.execution.Executor;
import io.jobstream.runner.session.Action;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.HeldPhase;
import io.jobstream.runner.session.Reason;
import io.jobstream.runner.session.Report;
import io.jobstream.runner.session.SessionCore;
import io.jobstream.runner.session.SessionEnd;
import io.jobstream.runner.session.SessionRules;
import io.jobstream.runner.watchdog.Uptime;
import io.jobstream.schemas.Dismissal;
import io.jobstream.schemas.Drain;
import io.jobstream.schemas.Grant;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.Revocation;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.topics.PoolPartitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a session: feeds the core one input at a time and carries out what it answers. */
public final class Session implements Runnable, ExecutionEvents {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final ResourceUse NO_USE = ResourceUse.newBuilder().build();
    private static final long ROUND_MILLIS = 100;
    private static final int INPUTS_MAX = 500;
    private static final int UNACKNOWLEDGED_MAX = 4;
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private final Identity identity;
    private final SessionCore core;
    private final Executor executor;
    private final HeartbeatSender heartbeats;
    private final ResultSender resultSender;
    private final Results results;
    private final AssignmentReader reader;
    private final Thread readerThread;
    private final BlockingQueue<Input> inbox = new LinkedBlockingQueue<>();
    private final Map<AttemptId, Grant> offers = new HashMap<>();
    private final Map<AttemptId, JobSpec> specs = new HashMap<>();
    private final Map<AttemptId, Execution> executions = new HashMap<>();
    private final Map<AttemptId, Ending> endings = new HashMap<>();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();
    private final Carrying carrying = new Carrying();
    private String endMessage = "All its work is done";
    private boolean ready;
    private boolean beatWanted;
    private int unacknowledged;
    private volatile boolean stopped;
    private volatile long acknowledgedAt;
    private volatile String problem = "No heartbeat was acknowledged yet";

    /** What happened, told to the core on the session's thread. */
    @FunctionalInterface
    private interface Input {
        List<Action> tell(SessionCore core, long now);
    }

    public Session(
            Identity identity,
            SessionRules rules,
            Executor executor,
            KafkaConnection connection,
            PoolPartitions partitions,
            AvroCodec codec) {
        this.identity = identity;
        this.core = new SessionCore(rules);
        this.executor = executor;
        this.heartbeats = new HeartbeatSender(identity, connection, partitions, codec);
        this.resultSender = new ResultSender(identity, connection, partitions, codec);
        this.results = new Results(identity);
        this.reader = new AssignmentReader(identity, connection, partitions, codec, new Reading());
        this.readerThread = new Thread(reader, "runner-" + identity.runnerId() + "-assignments");
        this.readerThread.setDaemon(true);
    }

    /** Completed when the session is over and nothing of it runs. */
    public CompletableFuture<Ended> ended() {
        return ended;
    }

    public Health health() {
        if (ended.isDone()) {
            // Who was drained lacks nothing; the others of its process go on.
            return hasDrained()
                    ? Health.readyBut("runner " + identity.runnerId() + " was drained and has left")
                    : Health.notReady("runner " + identity.runnerId() + ": its session is over");
        }
        boolean heard = acknowledgedAt != 0 && Uptime.nanos() - acknowledgedAt < SILENCE_MAX.toNanos();
        return heard ? Health.READY : Health.notReady("runner " + identity.runnerId() + ": " + problem);
    }

    private boolean hasDrained() {
        return !ended.isCompletedExceptionally() && ended.join().end() == SessionEnd.DRAINED;
    }

    public void drain() {
        inbox.add((told, now) -> told.drain());
    }

    public void shutDown() {
        inbox.add((told, now) -> told.shutDown());
    }

    public void watchdogLost() {
        inbox.add((told, now) -> {
            endMessage = "Its watchdog died";
            return told.watchdogLost();
        });
    }

    /** Gives up what is not done yet; the session's thread ends soon. */
    public void abandon() {
        stopped = true;
    }

    @Override
    public void reached(AttemptId id, HeldPhase phase) {
        inbox.add((told, now) -> told.attemptPhase(id, phase));
    }

    @Override
    public void ended(AttemptId id, Ending ending) {
        inbox.add((told, now) -> {
            executions.remove(id);
            endings.put(id, ending);
            return told.attemptEnded(id, now);
        });
    }

    @Override
    public void run() {
        readerThread.start();
        try {
            while (!stopped && !ended.isDone()) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("runnerId", identity.runnerId())
                    .setCause(e)
                    .log("A session failed");
            ended.completeExceptionally(e);
        } finally {
            reader.close();
            heartbeats.close();
            resultSender.close();
            ended.completeExceptionally(new IllegalStateException("The session was given up"));
        }
    }

    private void round() throws InterruptedException {
        List<Input> inputs = new ArrayList<>();
        Input first = inbox.poll(ROUND_MILLIS, TimeUnit.MILLISECONDS);
        long now = Uptime.nanos();
        if (first != null) {
            inputs.add(first);
            inbox.drainTo(inputs, INPUTS_MAX);
        }
        for (Input input : inputs) {
            carryOut(input.tell(core, now));
        }
        if (ready) {
            carryOut(core.timePassed(now));
        }
        if (ready && beatWanted && unacknowledged < UNACKNOWLEDGED_MAX) {
            beat(now);
        }
    }

    private void carryOut(List<Action> actions) {
        actions.forEach(action -> action.match(carrying));
    }

    private void beat(long now) {
        beatWanted = false;
        unacknowledged++;
        Report report = core.heartbeatSent(now);
        heartbeats.send(
                report,
                this::use,
                stamp -> inbox.add((told, then) -> {
                    unacknowledged--;
                    acknowledgedAt = then;
                    return told.heartbeatAcknowledged(report.heartbeat(), stamp, then);
                }),
                () -> inbox.add((told, then) -> {
                    unacknowledged--;
                    problem = "Kafka does not take its heartbeats";
                    return told.heartbeatFailed(report.heartbeat());
                }));
    }

    private ResourceUse use(AttemptId id) {
        Execution execution = executions.get(id);
        return execution == null ? NO_USE : execution.use();
    }

    private List<Action> tell(JobAssignment assignment) {
        Grant grant = assignment.getGrant();
        Revocation revocation = assignment.getRevocation();
        Dismissal dismissal = assignment.getDismissal();
        if (grant != null) {
            AttemptId id = new AttemptId(grant.getSpec().getJobId(), grant.getAttempt());
            List<Action> actions = core.granted(
                    assignment.getSequence(), id, grant.getAcceptBy(), Duration.ofMillis(grant.getLeaseMillis()));
            if (core.holds(id)) {
                offers.putIfAbsent(id, grant);
                specs.put(id, grant.getSpec());
            }
            return actions;
        }
        if (revocation != null) {
            AttemptId id = new AttemptId(revocation.getJobId(), revocation.getAttempt());
            return core.revoked(assignment.getSequence(), id, reason(revocation.getReason()));
        }
        Drain drain = assignment.getDrain();
        if (drain != null) {
            endMessage = drain.getReason().isEmpty() ? "It was drained" : "It was drained: " + drain.getReason();
            return core.drained(assignment.getSequence());
        }
        if (dismissal != null) {
            endMessage = dismissal.getReason().isEmpty()
                    ? "Session " + dismissal.getSupersededBy() + " took the place of this one as runner "
                            + identity.runnerId()
                    : "Runner " + identity.runnerId() + " was refused: " + dismissal.getReason();
            return core.dismissed();
        }
        return List.of();
    }

    private static Reason reason(RevocationReason reason) {
        return switch (reason) {
            case CANCELLED -> Reason.CANCELLED;
            case TIMED_OUT -> Reason.TIMED_OUT;
            case NOT_LEASED, UNKNOWN -> Reason.NOT_LEASED;
        };
    }

    /** What the reader says goes through the inbox too. */
    private final class Reading implements AssignmentEvents {
        @Override
        public void ready() {
            inbox.add((told, now) -> {
                ready = true;
                return List.of();
            });
        }

        @Override
        public void read(JobAssignment assignment) {
            inbox.add((told, now) -> tell(assignment));
        }

        @Override
        public void undecodable(ConsumerRecord<byte[], byte[]> record, UndecodableException unreadable) {
            log.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(unreadable)
                    .log("An assignment is unreadable");
            resultSender.deadLetter(record, unreadable);
        }

        @Override
        public void unreadable(String why) {
            problem = why;
        }
    }

    /** Carries out one action; never waits. */
    private final class Carrying implements Action.Cases<Boolean> {
        @Override
        public Boolean beatNow(Action.BeatNow action) {
            beatWanted = true;
            return true;
        }

        @Override
        public Boolean start(Action.Start action) {
            Grant grant = offers.remove(action.id());
            if (grant == null) {
                throw new IllegalStateException("No grant of " + action.id());
            }
            Execution started = executor.start(new Assigned(action.id(), grant, action.deadline()), Session.this);
            executions.put(action.id(), started);
            return true;
        }

        @Override
        public Boolean extendDeadline(Action.ExtendDeadline action) {
            Execution execution = executions.get(action.id());
            if (execution != null) {
                execution.extend(action.deadline());
            }
            return execution != null;
        }

        @Override
        public Boolean kill(Action.Kill action) {
            log.atInfo()
                    .addKeyValue("attempt", action.id())
                    .addKeyValue("reason", action.reason())
                    .log("Ending an attempt");
            Execution execution = executions.get(action.id());
            boolean graceful = action.reason() == Reason.CANCELLED || action.reason() == Reason.TIMED_OUT;
            if (execution != null) {
                execution.kill(!graceful);
            }
            return execution != null;
        }

        @Override
        public Boolean drop(Action.Drop action) {
            log.atDebug()
                    .addKeyValue("attempt", action.id())
                    .addKeyValue("reason", action.reason())
                    .log("An attempt was dropped");
            offers.remove(action.id());
            specs.remove(action.id());
            return endings.remove(action.id()) != null;
        }

        @Override
        public Boolean sendResult(Action.SendResult action) {
            AttemptId id = action.id();
            offers.remove(id);
            resultSender.send(
                    results.of(id, action.reason(), endings.remove(id)),
                    specs.remove(id),
                    () -> inbox.add((told, now) -> told.resultAcknowledged(id)));
            return true;
        }

        @Override
        public Boolean endSession(Action.EndSession action) {
            return ended.complete(new Ended(action.end(), endMessage));
        }
    }
}
