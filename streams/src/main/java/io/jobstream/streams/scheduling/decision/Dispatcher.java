// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.streams.scheduling.decision.SchedulingView.Backlog;
import io.jobstream.streams.scheduling.decision.SchedulingView.Level;
import io.jobstream.streams.scheduling.decision.SchedulingView.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which waiting job goes to which free runner, one grant at a time. Priority comes first, raised by waiting;
 * then the tenant that has least of the pool; then age.
 */
final class Dispatcher {
    private final SchedulingView view;
    private final SchedulingPolicy policy;
    private final long raiseAfterMillis;

    Dispatcher(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
        this.raiseAfterMillis = policy.raiseAfter().toMillis();
    }

    /** The next grant of a pool; empty when no job that waits has a runner that fits. */
    List<Fact> next(String pool) {
        if (!view.anyRunnerFree(pool) || view.tenants(pool).isEmpty()) {
            return List.of();
        }
        int rank = RequestRules.PRIORITY_MAX + 1;
        List<Claim> claims = strongest(pool, rank);
        while (!claims.isEmpty()) {
            for (Tenant tenant : view.tenants(pool)) {
                Fact grant = grant(tenant, claims);
                if (grant != null) {
                    return List.of(grant);
                }
            }
            // They are of tenants that may have no more.
            rank = claims.get(0).rank();
            claims = strongest(pool, rank);
        }
        return List.of();
    }

    /** Of the jobs that a free runner fits, those that count as of the highest priority below {@code below}. */
    private List<Claim> strongest(String pool, int below) {
        List<Claim> strongest = new ArrayList<>();
        int highest = 0;
        for (Backlog backlog : view.backlogs(pool)) {
            int rank = rank(backlog, below);
            Optional<Runner> runner = rank < highest ? Optional.empty() : view.freeRunner(pool, backlog.labels());
            if (runner.isPresent()) {
                if (rank > highest) {
                    strongest.clear();
                    highest = rank;
                }
                for (Level level : backlog.levels()) {
                    if (rank(level) == rank) {
                        strongest.add(new Claim(backlog.labels(), level.priority(), rank, runner.get()));
                    }
                }
            }
        }
        return strongest;
    }

    /** The highest below {@code below}; negative when there is none. */
    private int rank(Backlog backlog, int below) {
        int highest = -1;
        for (Level level : backlog.levels()) {
            int rank = rank(level);
            highest = rank < below ? Math.max(highest, rank) : highest;
        }
        return highest;
    }

    /** The priority that it counts as. */
    private int rank(Level level) {
        long givenNothingFor = view.now().toEpochMilli() - level.since().toEpochMilli();
        long raised = Math.max(0, givenNothingFor / raiseAfterMillis);
        return (int) Math.min(RequestRules.PRIORITY_MAX, level.priority() + raised);
    }

    private @Nullable Fact grant(Tenant tenant, List<Claim> claims) {
        Job oldest = null;
        Runner runner = null;
        for (Claim claim : claims) {
            Job first = tenant.first(claim.labels(), claim.priority()).orElse(null);
            if (first != null && (oldest == null || Job.AGE.compare(first, oldest) < 0)) {
                oldest = first;
                runner = claim.runner();
            }
        }
        return oldest == null || runner == null ? null : grant(oldest, runner);
    }

    private Fact grant(Job job, Runner runner) {
        Instant acceptBy = view.now().plus(policy.acceptWithin());
        return new Fact.LeaseGranted(job, Lease.granted(job.attempts() + 1, runner, acceptBy));
    }

    private record Claim(Labels labels, int priority, int rank, Runner runner) {}
}
