// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.simulation.Broker.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps books of what was committed, by itself, and holds every fact against the rules. */
final class Books {
    private final World world;
    private final Map<JobId, JobBook> jobs = new LinkedHashMap<>();
    private final Map<RunnerId, RunnerBook> runners = new LinkedHashMap<>();
    private final Set<JobId> settled = new LinkedHashSet<>();
    private final Set<JobId> asked = new LinkedHashSet<>();
    private final Set<String> decided = new HashSet<>();
    private final LogTime time = new LogTime();
    private final TurnBook turns = new TurnBook(jobs.values());
    private final ChoiceBook choices = new ChoiceBook(jobs.values(), runners.values(), turns);
    private final CancelBook cancellations = new CancelBook(jobs.values());
    private final NeedsBook needs = new NeedsBook();

    Books(World world) {
        this.world = world;
    }

    void requested(Collection<String> ids) {
        ids.forEach(id -> asked.add(new JobId(id)));
    }

    Set<JobId> unsettled() {
        Set<JobId> left = new LinkedHashSet<>(asked);
        left.removeAll(settled);
        return left;
    }

    /** Who was asked to leave and has not yet. */
    Set<RunnerId> draining() {
        Set<RunnerId> left = new LinkedHashSet<>();
        runners.values().stream()
                .filter(runner -> runner.drained && !runner.left)
                .forEach(runner -> left.add(runner.id));
        return left;
    }

    @Nullable
    Held anyLease(Agenda agenda) {
        List<JobBook> leased =
                jobs.values().stream().filter(job -> job.lease != null).toList();
        if (leased.isEmpty()) {
            return null;
        }
        JobBook job = leased.get(agenda.between(0, leased.size() - 1));
        Lease lease = job.leaseOrThrow();
        return new Held(job.pool, job.id, lease.attempt(), lease.runner().name(), lease.session());
    }

    /** An input and all that was decided on it, when it is committed. */
    void decided(Entry entry, List<Fact> facts) {
        Violation.unless(decided.add(entry.topic() + "/" + entry.offset()), Rule.DECIDED_ONCE, entry);
        note(entry.input());
        for (Fact fact : facts) {
            if (!(fact instanceof Fact.Internal)) {
                world.trace(entry.topic() + "/" + entry.offset(), fact);
            }
            check(entry.input(), fact);
        }
        cancellations.check(entry);
        Waiting.check(jobs.values(), choices, entry.pool(), time.now());
    }

    /** A scheduler that raises jobs so has begun anew from what was committed. */
    void rebuilt(Duration raiseAfter) {
        turns.rebuilt(time.now(), raiseAfter);
    }

    private void note(Input input) {
        if (input instanceof Input.Ticked tick) {
            time.ticked(tick.stamp());
        } else if (input instanceof Input.JobsRequested requested) {
            cancellations.requested(requested.request());
        } else if (input instanceof Input.CancellationRequested cancelled) {
            cancellations.asked(
                    cancelled,
                    settled.stream()
                            .anyMatch(job -> cancelled
                                    .target()
                                    .equals(CancelTarget.job(cancelled.target().pool(), job))));
        } else if (input instanceof Input.RunnerReported reported) {
            time.heard(reported.stamp());
            RunnerReport report = reported.report();
            RunnerBook runner = runners.get(new RunnerId(report.getPool(), report.getRunnerId()));
            if (runner != null && runner.session.equals(report.getSessionId()) && !runner.left) {
                runner.heardAt = time.now();
            }
            renew(report);
        }
    }

    /** A superseded session renews as well: it cannot know yet. */
    private void renew(RunnerReport report) {
        report.getAttempts().forEach(held -> {
            JobBook job = jobs.get(new JobId(held.getJobId()));
            if (job != null && job.leasedTo(held.getAttempt(), report.getSessionId())) {
                job.listedAt = time.now();
            }
        });
    }

    private void check(Input input, Fact fact) {
        if (fact instanceof Fact.JobAdmitted admitted) {
            JobId id = new JobId(admitted.admission().getSpec().getJobId());
            Violation.unless(!settled.contains(id) && !jobs.containsKey(id), Rule.SETTLED_ONCE, fact);
            JobBook job = new JobBook(id, admitted);
            turns.admitted(job);
            cancellations.admitted(job);
            jobs.put(id, job);
            turns.checkQueued(job, fact);
        } else if (fact instanceof Fact.JobQueued queued) {
            JobBook job = book(queued.job().id(), fact);
            needs.queued(job, fact);
            job.queue(queued, time.ticked());
            turns.queued(job, time.now());
        } else if (fact instanceof Fact.JobDelayed delayed) {
            book(delayed.job().id(), fact).retries.delayed(delayed, time.now());
        } else if (fact instanceof Fact.CancellationAccepted cancelled) {
            cancellations.accepted(book(cancelled.job().id(), fact), cancelled);
        } else if (fact instanceof Fact.LeaseGranted granted) {
            granted(granted);
        } else if (fact instanceof Fact.LeaseAccepted accepted) {
            accepted(input, accepted);
        } else if (fact instanceof Fact.LeaseRevoked revoked) {
            JobBook job = book(revoked.job().id(), fact);
            job.hasLease(revoked.lease(), fact);
            if (revoked.reason() == RevocationReason.TIMED_OUT) {
                job.retries.timedOut();
            }
        } else if (fact instanceof Fact.AttemptEnded ended) {
            JobBook job = book(ended.job().id(), fact);
            job.hasLease(ended.lease(), fact);
            noExecution(ended.lease(), job, fact);
            turns.consumed(job, time.now());
            job.takesSlot = false;
            job.endedAt = time.now();
        } else if (fact instanceof Fact.LeaseEnded ended) {
            leaseEnded(ended);
        } else if (fact instanceof Fact.ResultAccepted result) {
            JobBook job = book(result.job().id(), fact);
            Violation.unless(
                    job.leasedTo(result.result().getAttempt(), result.result().getSessionId()) && !job.hasResult,
                    Rule.RESULT_OF_THE_LEASE,
                    fact);
            job.hasResult = true;
            job.retries.resultAccepted(result.result(), time.now(), fact);
        } else if (fact instanceof Fact.JobSettled ended) {
            settled(ended);
        } else if (fact instanceof Fact.TenantPolicyChanged changed) {
            turns.changed(changed.tenant(), changed.terms());
        } else if (fact instanceof Fact.PoolPolicyChanged changed) {
            choices.changed(changed.pool(), changed.terms());
        } else {
            checkRunner(fact);
        }
    }

    private void checkRunner(Fact fact) {
        if (fact instanceof Fact.RunnerJoined joined) {
            RunnerBook before = runners.get(joined.runner());
            RunnerBook runner = new RunnerBook(joined, before, time.now());
            Violation.unless(
                    before == null || !before.sessions.contains(joined.session()), Rule.SUPERSEDED_FOR_GOOD, fact);
            runners.put(joined.runner(), runner);
        } else if (fact instanceof Fact.RunnerChanged changed) {
            runner(changed.runner()).change(changed.capacity(), changed.phase());
        } else if (fact instanceof Fact.RunnerDeaf deaf) {
            runner(deaf.runner()).deaf = true;
        } else if (fact instanceof Fact.RunnerHeard heard) {
            runner(heard.runner()).deaf = false;
        } else if (fact instanceof Fact.RunnerDrained drained) {
            RunnerBook runner = runner(drained.runner());
            Violation.unless(runner.session.equals(drained.session()) && !runner.left, Rule.DRAIN_FITS, fact);
            runner.drained = true;
        } else if (fact instanceof Fact.RunnerLost lost) {
            RunnerBook runner = runner(lost.runner());
            runner.lost = true;
            Violation.unless(time.passed(runner.heardAt.plus(LogTime.LEASE), true), Rule.NOT_BEFORE_ITS_TIME, fact);
        } else if (fact instanceof Fact.RunnerReturned returned) {
            runner(returned.runner()).lost = false;
        } else if (fact instanceof Fact.RunnerLeft left) {
            runner(left.runner()).left = true;
        }
    }

    private void granted(Fact.LeaseGranted granted) {
        Lease lease = granted.lease();
        JobBook job = book(granted.job().id(), granted);
        Violation.unless(job.lease == null, Rule.ONE_LIVE_LEASE, granted);
        needs.queued(job, granted);
        Violation.unless(!cancellations.cancelledFirst(job), Rule.CANCELLED_FIRST, granted);
        Violation.unless(lease.attempt() == job.attempts + 1, Rule.ATTEMPTS_GROW, granted);
        RunnerBook runner = runner(lease.runner());
        Violation.unless(runner.session.equals(lease.session()) && runner.fits(job), Rule.GRANT_FITS, granted);
        Violation.unless(runner.slotsTaken(jobs.values()) < runner.slots(), Rule.SLOTS, granted);
        turns.granted(job, runner, time.now(), granted);
        choices.granted(job, runner, time.now(), granted);
        job.granted(lease, runner);
        turns.served(job, time.now());
    }

    private void accepted(Input input, Fact.LeaseAccepted accepted) {
        JobBook job = book(accepted.job().id(), accepted);
        job.hasLease(accepted.lease(), accepted);
        if (input instanceof Input.RunnerReported reported) {
            Violation.unless(!reported.stamp().isAfter(accepted.lease().acceptBy()), Rule.ACCEPTED_IN_TIME, accepted);
        }
        job.listedAt = time.now();
        job.acceptedAt = time.now();
    }

    private void leaseEnded(Fact.LeaseEnded ended) {
        JobBook job = book(ended.job().id(), ended);
        Lease lease = ended.lease();
        job.hasLease(lease, ended);
        noExecution(lease, job, ended);
        Instant due =
                switch (ended.reason()) {
                    case EXPIRED -> job.listedAt.plus(LogTime.LEASE);
                    case RESULT_MISSING -> job.endedAt.plus(Duration.ofSeconds(30));
                    default -> Instant.MIN;
                };
        boolean graced = ended.reason() == LeaseEndReason.EXPIRED || ended.reason() == LeaseEndReason.RESULT_MISSING;
        Violation.unless(!graced || time.passed(due, true), Rule.NOT_BEFORE_ITS_TIME, ended);
        turns.consumed(job, time.now());
        job.released(ended, time.now());
    }

    private void noExecution(Lease lease, JobBook job, Fact fact) {
        Violation.unless(
                !world.executions().runs(new AttemptId(job.id.value(), lease.attempt())),
                Rule.EXECUTION_ENDS_FIRST,
                fact);
    }

    private void settled(Fact.JobSettled ended) {
        Violation.unless(settled.add(ended.job()), Rule.SETTLED_ONCE, ended);
        JobBook job = jobs.remove(ended.job());
        Violation.unless(job != null || ended.refused() != null, Rule.SETTLED_ONCE, ended);
        needs.settled(ended, job, job != null && cancellations.superseded(job));
        if (job != null) {
            turns.unqueued(job);
            turns.settled(job);
            Violation.unless(job.lease == null, Rule.ONE_LIVE_LEASE, ended);
            Violation.unless(
                    ended.outcome() != Outcome.ABANDONED || job.retries.lost() <= job.attemptsMax,
                    Rule.ATTEMPTS_BOUNDED,
                    ended);
            job.retries.settled(ended, job.hasResult, time);
            if (ended.outcome() == Outcome.SUCCEEDED) {
                Violation.unless(job.hasResult, Rule.RESULT_OF_THE_LEASE, ended);
            }
        }
    }

    private JobBook book(JobId id, Fact fact) {
        JobBook job = jobs.get(id);
        if (job == null) {
            throw new Violation(Rule.SETTLED_ONCE, "not a live job: " + fact);
        }
        return job;
    }

    private RunnerBook runner(RunnerId id) {
        return Objects.requireNonNull(runners.get(id));
    }

    /** A live lease. */
    record Held(String pool, JobId job, int attempt, String runner, String session) {}
}
