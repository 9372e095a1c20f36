// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.streams.scheduling.decision.SchedulingView.Backlog;
import io.jobstream.streams.scheduling.decision.SchedulingView.Level;
import io.jobstream.streams.scheduling.decision.SchedulingView.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which waiting job goes to which free runner, one grant at a time. Priority comes first, raised by waiting;
 * then the tenant that has least of the pool; then age.
 */
final class Dispatcher {
    private final SchedulingView view;
    private final SchedulingPolicy policy;
    private final long raiseAfterMillis;
    private long nowMillis;

    Dispatcher(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
        this.raiseAfterMillis = policy.raiseAfter().toMillis();
    }

    /** The next grant of a pool; empty when no job that waits has a runner that fits. */
    List<Fact> next(String pool) {
        if (!view.anyRunnerFree(pool)) {
            return List.of();
        }
        nowMillis = view.now().toEpochMilli();
        List<Hold> holds = holds(pool);
        List<Claim> claims = strongest(pool, holds, RequestRules.PRIORITY_MAX + 1);
        while (!claims.isEmpty()) {
            Optional<? extends Tenant> tenant =
                    view.least(pool, claims.stream().map(Claim::level).toList());
            if (tenant.isPresent()) {
                return List.of(grant(tenant.get(), claims));
            }
            // They are of tenants that may have no more.
            claims = strongest(pool, holds, claims.get(0).rank());
        }
        return List.of();
    }

    /** Of the jobs that a free runner fits, those that count as of the highest priority below {@code below}. */
    private List<Claim> strongest(String pool, List<Hold> holds, int below) {
        List<Claim> strongest = new ArrayList<>();
        int highest = 0;
        for (Backlog backlog : view.backlogs(pool)) {
            int rank = rank(backlog, below);
            Optional<Runner> runner = rank < highest
                    ? Optional.empty()
                    : view.freeRunner(pool, backlog.requirements(), heldAgainst(rank, holds));
            if (runner.isPresent()) {
                if (rank > highest) {
                    strongest.clear();
                    highest = rank;
                }
                for (Level level : backlog.levels()) {
                    if (rank(level) == rank) {
                        strongest.add(new Claim(level, rank, runner.get()));
                    }
                }
            }
        }
        return strongest;
    }

    /**
     * Runners that are kept for jobs that ask for more than any has left, once those have been given nothing for so
     * long that they are raised: what becomes free there is given to nobody else of their priority or a lower one, or
     * small jobs would take it for ever. For each such set of jobs that is one runner, the one that comes nearest.
     */
    private List<Hold> holds(String pool) {
        List<Hold> holds = List.of();
        for (Backlog backlog : view.backlogs(pool)) {
            Requirements required = backlog.requirements();
            if (!required.resources().isEmpty() && isOverdue(backlog)) {
                List<Level> overdue = overdue(pool, backlog);
                if (!overdue.isEmpty()
                        && view.freeRunner(pool, required, Set.of()).isEmpty()) {
                    int rank = overdue.stream().mapToInt(this::rank).max().orElseThrow();
                    Optional<Runner> nearest = view.nearestRunner(pool, required);
                    if (nearest.isPresent()) {
                        holds = holds.isEmpty() ? new ArrayList<>() : holds;
                        holds.add(new Hold(rank, nearest.get().id()));
                    }
                }
            }
        }
        return holds;
    }

    private boolean isOverdue(Backlog backlog) {
        for (Level level : backlog.levels()) {
            if (raised(level) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Of which a job may be granted, but for its runner. */
    private List<Level> overdue(String pool, Backlog backlog) {
        List<Level> overdue = new ArrayList<>();
        for (Level level : backlog.levels()) {
            if (raised(level) > 0 && view.least(pool, List.of(level)).isPresent()) {
                overdue.add(level);
            }
        }
        return overdue;
    }

    private static Set<RunnerId> heldAgainst(int rank, List<Hold> holds) {
        if (holds.isEmpty()) {
            return Set.of();
        }
        Set<RunnerId> held = new HashSet<>();
        for (Hold hold : holds) {
            if (hold.rank() >= rank) {
                held.add(hold.runner());
            }
        }
        return held;
    }

    /** The highest below {@code below}; negative when there is none. */
    private int rank(Backlog backlog, int below) {
        int highest = -1;
        for (Level level : backlog.levels()) {
            int rank = rank(level);
            highest = rank < below ? Math.max(highest, rank) : highest;
            if (highest == below - 1) {
                break;
            }
        }
        return highest;
    }

    /** The priority that it counts as. */
    private int rank(Level level) {
        return (int) Math.min(RequestRules.PRIORITY_MAX, level.priority() + raised(level));
    }

    private long raised(Level level) {
        long givenNothingFor = nowMillis - level.sinceMillis();
        // A division for each level of each set would be felt.
        return givenNothingFor < raiseAfterMillis ? 0 : givenNothingFor / raiseAfterMillis;
    }

    /** The oldest of the tenant's jobs. */
    private Fact grant(Tenant tenant, List<Claim> claims) {
        Candidate oldest = claims.stream()
                .flatMap(claim -> claim.level().first(tenant).stream().map(job -> new Candidate(job, claim.runner())))
                .min(Comparator.comparing(Candidate::job, Job.AGE))
                .orElseThrow();
        Job job = oldest.job();
        Instant acceptBy = view.now().plus(policy.acceptWithin());
        return new Fact.LeaseGranted(job, lease(job, oldest.runner(), acceptBy));
    }

    private static Lease lease(Job job, Runner runner, Instant acceptBy) {
        return Lease.granted(job.attempts() + 1, runner, job.requirements().resources(), acceptBy);
    }

    /** A runner that is kept for jobs that count as of priority {@code rank}. */
    private record Hold(int rank, RunnerId runner) {}

    /** Jobs that count as of priority {@code rank}, and a runner that they fit. */
    private record Claim(Level level, int rank, Runner runner) {}

    private record Candidate(Job job, Runner runner) {}
}
