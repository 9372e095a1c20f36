// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what a runner's heartbeat means: for its session, and for each lease that the session has. */
final class Heartbeats {
    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Heartbeats(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    List<Fact> decide(Input.RunnerReported reported) {
        RunnerReport report = reported.report();
        RunnerId id = new RunnerId(report.getPool(), report.getRunnerId());
        Instant now = Scheduler.later(view.now(), reported.stamp());
        Decision decision = new Decision(view, now);
        decision.add(new Fact.TimeAdvanced(now, view.ticked(), view.graceUntil()));
        Optional<Runner> known = view.runner(id);
        if (known.isEmpty() && view.size(id.pool()).runners() >= policy.limits().runners()) {
            decision.add(new Fact.RunnerRefused(
                    id,
                    report.getSessionId(),
                    "pool " + id.pool() + " has as many runners as it may, "
                            + policy.limits().runners()));
        } else if (known.isEmpty() || known.get().isNewer(report.getSessionId())) {
            join(decision, id, report, known);
            decision.add(new Fact.RunnerBeat(id, now));
        } else if (!known.get().session().equals(report.getSessionId())) {
            // Until it reads its dismissal, its process counts on each heartbeat that the log has.
            leases(decision, id, reported, now);
            decision.add(new Fact.SessionDismissed(
                    id, report.getSessionId(), known.get().session()));
        } else if (known.get().presence() != Runner.Presence.LEFT) {
            beat(decision, known.get(), report, now);
            leases(decision, id, reported, now);
            askBackStale(decision, known.get(), report);
            if (report.getPhase() == RunnerPhase.LEAVING) {
                decision.add(new Fact.RunnerLeft(id, report.getSessionId()));
            }
        }
        return decision.facts();
    }

    /**
     * A new session. Leases of the one before run out by themselves, since its processes may live on elsewhere, unless
     * this one knows that they have ended.
     */
    private void join(Decision decision, RunnerId id, RunnerReport report, Optional<Runner> before) {
        decision.add(new Fact.RunnerJoined(
                id,
                report.getSessionId(),
                Capacity.of(report),
                report.getPhase(),
                before.map(Runner::session).orElse(null)));
        for (Job job : view.leasedBy(id)) {
            Lease lease = job.leaseOrThrow();
            if (lease.session().equals(report.getEndedSession()) && lease.takesSlot()) {
                decision.lose(
                        job, lease, lease.accepted() ? LeaseEndReason.SESSION_ENDED : LeaseEndReason.NOT_ACCEPTED);
            }
        }
    }

    private static void beat(Decision decision, Runner runner, RunnerReport report, Instant now) {
        decision.add(new Fact.RunnerBeat(runner.id(), now));
        boolean returned = runner.presence() == Runner.Presence.LOST;
        if (returned) {
            decision.add(new Fact.RunnerReturned(runner.id(), runner.session()));
        }
        Capacity capacity = Capacity.of(report);
        if (!capacity.equals(runner.capacity()) || report.getPhase() != runner.phase()) {
            decision.add(new Fact.RunnerChanged(runner.id(), runner.session(), capacity, report.getPhase()));
        }
        boolean heard = runner.deafTo() != null && report.getAssignmentsRead() >= runner.deafTo();
        if (heard) {
            decision.add(new Fact.RunnerHeard(runner.id(), runner.session()));
        }
        if (runner.drained() && (returned || heard)) {
            // Said again, to a session that may have missed it, and so that readers of the log need not remember.
            decision.add(new Fact.RunnerDrained(runner.id(), runner.session(), decision.nextSequence(runner), ""));
        }
    }

    /** What the heartbeat says of the leases of its own session. */
    private void leases(Decision decision, RunnerId runner, Input.RunnerReported reported, Instant now) {
        Set<Attempt> listed = new HashSet<>();
        reported.report().getAttempts().forEach(held -> listed.add(new Attempt(held.getJobId(), held.getAttempt())));
        for (Job job : view.leasedBy(runner)) {
            Lease lease = job.leaseOrThrow();
            if (lease.session().equals(reported.report().getSessionId())) {
                boolean isListed = listed.contains(new Attempt(job.id().value(), lease.attempt()));
                lease(decision, new LeasedJob(job, lease, isListed), reported, now);
            }
        }
    }

    private void askBackStale(Decision decision, Runner runner, RunnerReport report) {
        for (HeldAttempt held : report.getAttempts()) {
            if (isStale(held, runner.session())) {
                decision.add(new Fact.StaleAttemptRevoked(
                        runner.id(),
                        runner.session(),
                        new JobId(held.getJobId()),
                        held.getAttempt(),
                        decision.nextSequence(runner)));
            }
        }
    }

    private void lease(Decision decision, LeasedJob leased, Input.RunnerReported reported, Instant now) {
        RunnerReport report = reported.report();
        Job job = leased.job();
        Lease lease = leased.lease();
        boolean listed = leased.listed();
        if (lease.accepted()) {
            if (lease.takesSlot() && listed) {
                decision.add(new Fact.LeaseRenewed(job, now.plus(policy.lease())));
            } else if (lease.takesSlot()) {
                decision.add(new Fact.AttemptEnded(job, lease, now));
            }
        } else if (listed && !reported.stamp().isAfter(lease.acceptBy())) {
            decision.add(new Fact.LeaseAccepted(job, lease, now, now.plus(policy.lease())));
        } else if (!listed && hasRead(report, lease)) {
            decision.lose(job, lease, LeaseEndReason.DECLINED);
        }
    }

    /** It read the grant, or will not: a session that says goodbye reads no more. */
    private static boolean hasRead(RunnerReport report, Lease lease) {
        return report.getAssignmentsRead() >= lease.sequence() || report.getPhase() == RunnerPhase.LEAVING;
    }

    /** A settled job's attempt is not stale: its result may just have been read before this heartbeat. */
    private boolean isStale(HeldAttempt held, String session) {
        JobId id = new JobId(held.getJobId());
        Optional<Job> job = view.job(id);
        return job.isPresent()
                ? job.filter(known -> known.leasedTo(held.getAttempt(), session))
                        .isEmpty()
                : !view.settled(id);
    }

    private record Attempt(String jobId, int number) {}

    /** A job under a lease, and whether the heartbeat lists it. */
    private record LeasedJob(Job job, Lease lease, boolean listed) {}
}
