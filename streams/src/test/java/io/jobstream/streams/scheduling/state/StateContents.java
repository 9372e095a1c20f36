// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that decisions depend on in a state, but for deadlines and since when a backlog has been given nothing: two
 * states with equal contents decide alike.
 */
public record StateContents(
        Map<JobId, Job> jobs,
        Map<RunnerId, Runner> runners,
        Map<String, List<String>> backlogs,
        Map<String, List<String>> shares,
        Map<String, Long> virtualTimes,
        Map<String, TenantTerms> terms,
        Map<String, PoolTerms> poolTerms,
        long nextPosition) {

    public static StateContents of(SchedulingState state) {
        Map<JobId, Job> jobs = state.index().jobs().stream()
                .collect(Collectors.toMap(Job::id, StateContents::withoutDeadline, (a, b) -> a, TreeMap::new));
        Map<RunnerId, Runner> runners = state.index().runners().stream()
                .collect(
                        Collectors.toMap(Runner::id, runner -> runner.heard(Instant.EPOCH), (a, b) -> a, TreeMap::new));
        Map<String, List<String>> backlogs = new TreeMap<>();
        Map<String, List<String>> shares = new TreeMap<>();
        Map<String, Long> virtualTimes = new TreeMap<>();
        for (String pool : state.pools()) {
            backlogs.put(
                    pool,
                    state.backlogs(pool).stream()
                            .flatMap(backlog ->
                                    backlog.levels().stream().map(level -> backlogOf(state, pool, backlog, level)))
                            .sorted()
                            .toList());
            shares.put(
                    pool,
                    state.index().shares(pool).all().stream()
                            .map(share -> share.tenant() + ": " + share.jobs + " jobs, " + share.running
                                    + " slots, counted as " + share.counted + ", " + share.leased + " leases, "
                                    + share.ready + " ready, account " + share.account)
                            .sorted()
                            .toList());
            virtualTimes.put(pool, state.index().shares(pool).virtualTime());
        }
        return new StateContents(
                jobs,
                runners,
                backlogs,
                shares,
                virtualTimes,
                new TreeMap<>(state.index().terms()),
                new TreeMap<>(state.index().poolTerms()),
                state.nextPosition());
    }

    private static String backlogOf(
            SchedulingState state, String pool, RequirementsBacklog backlog, RequirementsBacklog.PriorityLevel level) {
        Map<String, String> firsts = new TreeMap<>();
        level.tenants()
                .forEach(tenant -> level.first(tenant)
                        .ifPresent(
                                first -> firsts.put(tenant.tenant(), first.id().value())));
        return backlog.requirements() + " of priority " + level.priority() + ": first "
                + firsts + " for "
                + state.freeRunner(pool, backlog.requirements(), Set.of()).map(Runner::id);
    }

    private static Job withoutDeadline(Job job) {
        Lease lease = job.lease();
        return lease == null ? job : job.with(lease.renewed(Instant.EPOCH));
    }
}
