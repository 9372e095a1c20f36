// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import io.jobstream.runner.session.Action.BeatNow;
import io.jobstream.runner.session.Action.Drop;
import io.jobstream.runner.session.Action.EndSession;
import io.jobstream.runner.session.Action.ExtendDeadline;
import io.jobstream.runner.session.Action.Kill;
import io.jobstream.runner.session.Action.SendResult;
import io.jobstream.runner.session.Action.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what a runner's session does. Told everything, asks nothing: no clock, no I/O. One thread at a time.
 *
 * <p>{@code now} is nanoseconds of any monotonic clock; stamps and {@code acceptBy} are log time. The two are never
 * compared with each other.
 */
public final class SessionCore {
    private final SessionRules rules;
    private final Map<AttemptId, HeldAttempt> held = new LinkedHashMap<>();
    private final Map<Long, SentHeartbeat> unacknowledged = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private SessionPhase phase = SessionPhase.READY;
    private SessionEnd end = SessionEnd.DRAINED;
    private boolean over;
    private boolean endSaid;
    private boolean somethingToSay;
    private long assignmentsRead;
    private long heartbeats;
    private long lastSentAt;

    public SessionCore(SessionRules rules) {
        this.rules = rules;
    }

    /** A grant was read. It is held, or declined for good by a heartbeat that has read it and does not list it. */
    public List<Action> granted(long sequence, AttemptId id, Instant acceptBy, Duration lease) {
        if (alreadyRead(sequence)) {
            return answer();
        }
        killOlderAttempts(id);
        if (canTake(id)) {
            held.put(id, new HeldAttempt(id, acceptBy, lease));
        } else if (!held.containsKey(id)) {
            actions.add(new Drop(id, Reason.DECLINED));
        }
        beat();
        return answer();
    }

    /** A revocation was read; {@code reason} is CANCELLED, TIMED_OUT or NOT_LEASED. */
    public List<Action> revoked(long sequence, AttemptId id, Reason reason) {
        if (alreadyRead(sequence)) {
            return answer();
        }
        HeldAttempt attempt = held.get(id);
        if (attempt != null) {
            giveBack(attempt, reason);
        }
        beat();
        return answer();
    }

    /** A request to finish and leave was read. What was granted before may be accepted still. */
    public List<Action> drained(long sequence) {
        if (!alreadyRead(sequence)) {
            beat();
            startDraining();
        }
        return answer();
    }

    /** Another session took over: everything ends, and nothing is said any more. */
    public List<Action> dismissed() {
        if (!over) {
            over = true;
            end = SessionEnd.DISMISSED;
            snapshot().forEach(attempt -> giveBack(attempt, Reason.DISMISSED));
            endIfDone();
        }
        return answer();
    }

    /** Takes the report of the next heartbeat, which is sent at {@code now} or later. */
    public Report heartbeatSent(long now) {
        heartbeats++;
        lastSentAt = now;
        somethingToSay = false;
        List<Report.Held> attempts = held.values().stream()
                .map(attempt -> new Report.Held(attempt.id(), attempt.phase()))
                .toList();
        Report report = new Report(heartbeats, phase, assignmentsRead, attempts);
        unacknowledged.put(heartbeats, new SentHeartbeat(phase, Set.copyOf(held.keySet()), now));
        return report;
    }

    /** The log has a heartbeat, stamped {@code stamp}: it accepts, renews, or shows that it is too late to accept. */
    public List<Action> heartbeatAcknowledged(long heartbeat, Instant stamp, long now) {
        SentHeartbeat sent = unacknowledged.remove(heartbeat);
        if (sent == null) {
            return answer();
        }
        for (HeldAttempt attempt : snapshot()) {
            if (attempt.offered()) {
                acceptOrDrop(attempt, sent, stamp, now);
            } else if (sent.listed().contains(attempt.id())) {
                renew(attempt, sent);
            }
        }
        if (sent.phase() == SessionPhase.LEAVING) {
            endSession();
        }
        return answer();
    }

    /** It is not known whether the log has a heartbeat: it accepts nothing and renews nothing. */
    public List<Action> heartbeatFailed(long heartbeat) {
        unacknowledged.remove(heartbeat);
        return answer();
    }

    /** The execution of an attempt came further. */
    public List<Action> attemptPhase(AttemptId id, HeldPhase reached) {
        HeldAttempt attempt = held.get(id);
        if (attempt != null && attempt.started() && reached.compareTo(attempt.phase()) > 0) {
            attempt.reached(reached);
            somethingToSay = true;
        }
        return answer();
    }

    /** All processes of an attempt have ended. */
    public List<Action> attemptEnded(AttemptId id, long now) {
        HeldAttempt attempt = held.get(id);
        if (attempt != null && attempt.started()) {
            if (leaseRunsOut(attempt, now) && attempt.reason().hasResult()) {
                attempt.kill(Reason.LEASE_RAN_OUT);
            }
            close(attempt, attempt.reason());
        }
        return answer();
    }

    /** The log has the result of an attempt, or never will. */
    public List<Action> resultAcknowledged(AttemptId id) {
        HeldAttempt attempt = held.get(id);
        if (attempt != null && attempt.over()) {
            forget(attempt);
        }
        return answer();
    }

    /** Time passed: leases run out, heartbeats fall due. */
    public List<Action> timePassed(long now) {
        for (HeldAttempt attempt : snapshot()) {
            boolean mayRun = attempt.started() && !attempt.killedFor(Reason.LEASE_RAN_OUT);
            if (mayRun && attempt.reason().hasResult() && leaseRunsOut(attempt, now)) {
                kill(attempt, Reason.LEASE_RAN_OUT);
            }
        }
        Duration apart = somethingToSay ? rules.heartbeatsApart() : rules.heartbeatInterval();
        if (heartbeats == 0 || now - lastSentAt >= apart.toNanos()) {
            beat();
        }
        return answer();
    }

    /** Take no more work, finish what is held, then leave. */
    public List<Action> drain() {
        startDraining();
        return answer();
    }

    /** Leave without finishing what is held. */
    public List<Action> shutDown() {
        drainAndKill(SessionEnd.DRAINED);
        return answer();
    }

    /** Nobody watches over the jobs any more: they must not go on. */
    public List<Action> watchdogLost() {
        drainAndKill(SessionEnd.WATCHDOG_LOST);
        return answer();
    }

    public SessionPhase phase() {
        return phase;
    }

    public boolean holds(AttemptId id) {
        return held.containsKey(id);
    }

    private boolean alreadyRead(long sequence) {
        if (sequence <= assignmentsRead) {
            return true;
        }
        assignmentsRead = sequence;
        return false;
    }

    private boolean canTake(AttemptId id) {
        return phase == SessionPhase.READY
                && !over
                && slotsTaken() < rules.slots()
                && held.values().stream().noneMatch(attempt -> inTheWayOf(id, attempt));
    }

    /** An attempt whose result is on its way takes none: the scheduler may have read that result already. */
    private long slotsTaken() {
        return held.values().stream().filter(attempt -> !attempt.over()).count();
    }

    /** Executions of one job never overlap, and attempts never go back. */
    private static boolean inTheWayOf(AttemptId id, HeldAttempt attempt) {
        return attempt.id().jobId().equals(id.jobId())
                && (!attempt.over() || attempt.id().attempt() >= id.attempt());
    }

    private void killOlderAttempts(AttemptId id) {
        for (HeldAttempt attempt : snapshot()) {
            if (attempt.id().jobId().equals(id.jobId()) && attempt.id().attempt() < id.attempt()) {
                giveBack(attempt, Reason.SUPERSEDED);
            }
        }
    }

    private void acceptOrDrop(HeldAttempt attempt, SentHeartbeat sent, Instant stamp, long now) {
        if (attempt.lateAt(stamp)) {
            // Stamps grow: no heartbeat that is still to come can be in time either.
            close(attempt, Reason.LATE);
        } else if (sent.listed().contains(attempt.id())) {
            attempt.start(attempt.leaseEnd(sent.at()));
            if (leaseRunsOut(attempt, now)) {
                close(attempt, Reason.LEASE_RAN_OUT);
            } else {
                actions.add(new Start(attempt.id(), attempt.deadline()));
            }
        }
    }

    private void renew(HeldAttempt attempt, SentHeartbeat sent) {
        long deadline = attempt.leaseEnd(sent.at());
        boolean mayGoOn = attempt.started() && !attempt.killedFor(Reason.LEASE_RAN_OUT);
        if (mayGoOn && deadline - attempt.deadline() > 0) {
            attempt.extendTo(deadline);
            actions.add(new ExtendDeadline(attempt.id(), deadline));
        }
    }

    private boolean leaseRunsOut(HeldAttempt attempt, long now) {
        return now - (attempt.deadline() - rules.killMargin().toNanos()) >= 0;
    }

    /** Ends an attempt that somebody wants back, however far it has come. */
    private void giveBack(HeldAttempt attempt, Reason reason) {
        if (attempt.started()) {
            boolean moreToSay = attempt.reason().hasResult() && !reason.hasResult();
            if (!attempt.killed() || moreToSay) {
                kill(attempt, reason);
            }
        } else if (attempt.offered() || !reason.hasResult()) {
            close(attempt, reason);
        }
    }

    private void kill(HeldAttempt attempt, Reason reason) {
        attempt.kill(reason);
        actions.add(new Kill(attempt.id(), reason));
        beat();
    }

    /** Nothing of the attempt runs. It stays listed until its result, if it has one, is in the log. */
    private void close(HeldAttempt attempt, Reason reason) {
        attempt.end();
        if (reason.hasResult() && !over) {
            // The result says that the attempt is over; the heartbeat only repeats it.
            actions.add(new SendResult(attempt.id(), reason));
            somethingToSay = true;
        } else {
            actions.add(new Drop(attempt.id(), reason));
            forget(attempt);
        }
    }

    private void forget(HeldAttempt attempt) {
        held.remove(attempt.id());
        somethingToSay = true;
        endIfDone();
    }

    private void startDraining() {
        if (phase == SessionPhase.READY) {
            phase = SessionPhase.DRAINING;
            beat();
            endIfDone();
        }
    }

    private void drainAndKill(SessionEnd why) {
        if (!over) {
            end = why;
            if (phase == SessionPhase.READY) {
                phase = SessionPhase.DRAINING;
            }
            beat();
            snapshot().forEach(attempt -> giveBack(attempt, Reason.SHUT_DOWN));
            endIfDone();
        }
    }

    private void endIfDone() {
        if (!held.isEmpty()) {
            return;
        }
        if (over) {
            endSession();
        } else if (phase == SessionPhase.DRAINING) {
            phase = SessionPhase.LEAVING;
            beat();
        }
    }

    private void endSession() {
        over = true;
        if (!endSaid) {
            endSaid = true;
            actions.add(new EndSession(end));
        }
    }

    private void beat() {
        BeatNow beat = new BeatNow();
        if (!over && !actions.contains(beat)) {
            actions.add(beat);
        }
    }

    private List<HeldAttempt> snapshot() {
        return List.copyOf(held.values());
    }

    private List<Action> answer() {
        List<Action> answer = List.copyOf(actions);
        actions.clear();
        return answer;
    }

    private record SentHeartbeat(SessionPhase phase, Set<AttemptId> listed, long at) {}
}
