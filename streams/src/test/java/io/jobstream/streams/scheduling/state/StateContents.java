// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that decisions depend on in a state, deadlines aside: two states with equal contents decide alike. */
public record StateContents(
        Map<JobId, Job> jobs, Map<RunnerId, Runner> runners, Map<String, List<String>> queues, long nextPosition) {

    public static StateContents of(SchedulingState state) {
        Map<JobId, Job> jobs = state.index().jobs().stream()
                .collect(Collectors.toMap(Job::id, StateContents::withoutDeadline, (a, b) -> a, TreeMap::new));
        Map<RunnerId, Runner> runners = state.index().runners().stream()
                .collect(
                        Collectors.toMap(Runner::id, runner -> runner.heard(Instant.EPOCH), (a, b) -> a, TreeMap::new));
        Map<String, List<String>> queues = new TreeMap<>();
        for (String pool : state.pools()) {
            queues.put(
                    pool,
                    state.queues(pool).stream()
                            .map(queue -> queue.labels().values() + " first "
                                    + queue.first().id().value() + " for "
                                    + state.freeRunner(pool, queue.labels()).map(Runner::id))
                            .sorted()
                            .toList());
        }
        return new StateContents(jobs, runners, queues, state.nextPosition());
    }

    private static Job withoutDeadline(Job job) {
        Lease lease = job.lease();
        return lease == null ? job : job.with(lease.renewed(Instant.EPOCH));
    }
}
