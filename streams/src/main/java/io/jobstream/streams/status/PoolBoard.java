// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.RequirementSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One pool in numbers, kept up with each change; to state it costs O(requirement sets + runners). */
final class PoolBoard {
    private static final int QUEUES_MAX = 100;

    private final Map<String, Queue> queues = new TreeMap<>();
    private final Map<String, RunnerStatus> runners = new HashMap<>();
    private final Map<String, Taken> taken = new HashMap<>();
    private final TenantBoard tenants = new TenantBoard();
    private final DemandBoard demand = new DemandBoard();
    private final GroupRoom groups = new GroupRoom(demand);
    private long waiting;
    private long queued;
    private long leased;
    private boolean changed = true;
    private Instant statedAt = Instant.EPOCH;

    void add(JobStatus job) {
        count(job, 1);
        if (job.getState() == JobState.QUEUED) {
            queues.computeIfAbsent(
                            job.getRequirementSet(),
                            set -> new Queue(RequirementSet.of(job.getSpec()), new TreeSet<>(Waiting.LONGEST_FIRST)))
                    .jobs()
                    .add(Waiting.of(job));
        }
    }

    void remove(JobStatus job) {
        count(job, -1);
        if (job.getState() == JobState.QUEUED) {
            queues.computeIfPresent(job.getRequirementSet(), (set, queue) -> {
                queue.jobs().remove(Waiting.of(job));
                return queue.jobs().isEmpty() ? null : queue;
            });
        }
    }

    /** A job is other than before; null before it was known. */
    void happened(@Nullable JobStatus before, JobStatus after) {
        if (arrives(before, after) && after.getQueuedAt() != null && !groups.holdsBack(after)) {
            demand.arrived(after.getRequirementSet(), after.getQueuedAt());
        }
        if (before != null) {
            List<AttemptStatus> known = before.getAttempts();
            for (int i = 0; i < known.size(); i++) {
                AttemptStatus attempt = after.getAttempts().get(i);
                if (known.get(i).getEndReason() == null && endedByItself(attempt)) {
                    demand.ran(
                            after.getRequirementSet(), Duration.between(attempt.getAcceptedAt(), after.getUpdatedAt()));
                }
            }
        }
    }

    void put(RunnerStatus runner) {
        RunnerStatus before = runners.put(runner.getRunnerId(), runner);
        changed |= before == null
                || before.getState() != runner.getState()
                || before.getSlots() != runner.getSlots()
                || !before.getLabels().equals(runner.getLabels())
                || !before.getResources().equals(runner.getResources());
    }

    void remove(RunnerStatus runner) {
        runners.remove(runner.getRunnerId());
        changed = true;
    }

    void ticked(Instant now) {
        changed |= tenants.ticked(now);
        changed |= demand.ticked(now);
    }

    boolean unstatedFor(Duration apart, Instant now) {
        return changed && !statedAt.plus(apart).isAfter(now);
    }

    PoolStatus state(String pool, Instant now) {
        changed = false;
        statedAt = now;
        RunnerGroups groups = new RunnerGroups();
        runners.values().forEach(runner -> groups.add(runner, slotsFree(runner), resourcesFree(runner)));
        return PoolStatus.newBuilder()
                .setPool(pool)
                .setWaiting(waiting)
                .setQueued(queued)
                .setLeased(leased)
                .setRunnersReady(runnersIn(RunnerState.READY))
                .setRunnersDraining(runnersIn(RunnerState.DRAINING))
                .setRunnersDeaf(runnersIn(RunnerState.DEAF))
                .setRunnersLost(runnersIn(RunnerState.LOST))
                .setSlots(ready().stream().mapToInt(RunnerStatus::getSlots).sum())
                .setSlotsFree(ready().stream().mapToInt(this::slotsFree).sum())
                .setQueues(queueStatuses(groups))
                .setTenants(tenants.statuses())
                .setFairness(tenants.fairness())
                .setDemand(demand.statuses(now))
                .setUpdatedAt(now)
                .build();
    }

    private List<QueueStatus> queueStatuses(RunnerGroups groups) {
        return queues.values().stream()
                .sorted(Comparator.comparingInt((Queue queue) -> -queue.jobs().size()))
                .limit(QUEUES_MAX)
                .map(queue -> groups.explain(queue.requirements())
                        .setQueued(queue.jobs().size())
                        .setOldestQueuedAt(queue.jobs().first().since())
                        .build())
                .toList();
    }

    private void count(JobStatus job, int step) {
        changed = true;
        switch (job.getState()) {
            case WAITING -> waiting += step;
            case QUEUED -> {
                queued += step;
                tenants.queue(job.getSpec().getTenant(), step);
                demand.queue(job.getRequirementSet(), step);
                groups.queue(job, step);
            }
            default -> {
                // A lease ends before its job is queued or settled.
            }
        }
        for (AttemptStatus attempt : job.getAttempts()) {
            if (attempt.getEndReason() == null) {
                leased += step;
                if (attempt.getAcceptedAt() == null || attempt.getPhase() != null) {
                    take(attempt.getRunnerId(), job.getSpec().getResources(), step);
                    tenants.occupy(job.getSpec().getTenant(), step, step * attempt.getSlotsCounted());
                    demand.occupy(job.getRequirementSet(), step);
                    groups.occupy(job, step);
                }
            }
        }
    }

    /** For the first time; of what was stored, those whose first attempt is under way came as well. */
    private static boolean arrives(@Nullable JobStatus before, JobStatus after) {
        boolean waitedBefore = before != null && before.getState() != JobState.WAITING;
        return switch (after.getState()) {
            case QUEUED -> !waitedBefore && after.getAttempts().isEmpty();
            case ASSIGNED, RUNNING -> before == null && after.getAttempts().size() == 1;
            default -> false;
        };
    }

    /** So that how long it took tells how long the next may take. */
    private static boolean endedByItself(AttemptStatus attempt) {
        boolean ended =
                attempt.getEndReason() == LeaseEndReason.RESULT || attempt.getEndReason() == LeaseEndReason.FAILED;
        return ended && attempt.getAcceptedAt() != null && attempt.getOutcome() != Outcome.CANCELLED;
    }

    private void take(String runnerId, Map<String, Integer> resources, int step) {
        Taken of = taken.computeIfAbsent(runnerId, missing -> new Taken());
        of.slots += step;
        resources.forEach((name, count) -> of.resources.merge(name, step * count, Integer::sum));
        if (of.slots == 0) {
            taken.remove(runnerId);
        }
    }

    /** What leases take of a runner. */
    private static final class Taken {
        private static final Taken NOTHING = new Taken();

        private int slots;
        private final Map<String, Integer> resources = new HashMap<>();
    }

    private List<RunnerStatus> ready() {
        List<RunnerStatus> ready = new ArrayList<>();
        for (RunnerStatus runner : runners.values()) {
            if (runner.getState() == RunnerState.READY) {
                ready.add(runner);
            }
        }
        return ready;
    }

    private int runnersIn(RunnerState state) {
        return (int) runners.values().stream()
                .filter(runner -> runner.getState() == state)
                .count();
    }

    private int slotsFree(RunnerStatus runner) {
        return Math.max(0, runner.getSlots() - taken(runner).slots);
    }

    /** How many of each resource of a runner no lease takes. */
    Map<String, Integer> resourcesFree(RunnerStatus runner) {
        if (runner.getResources().isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> free = new HashMap<>(runner.getResources());
        free.replaceAll((name, all) -> Math.max(0, all - taken(runner).resources.getOrDefault(name, 0)));
        return free;
    }

    private Taken taken(RunnerStatus runner) {
        return taken.getOrDefault(runner.getRunnerId(), Taken.NOTHING);
    }

    private record Queue(RequirementSet requirements, TreeSet<Waiting> jobs) {}

    private record Waiting(Instant since, String jobId) {
        static final Comparator<Waiting> LONGEST_FIRST =
                Comparator.comparing(Waiting::since).thenComparing(Waiting::jobId);

        static Waiting of(JobStatus job) {
            return new Waiting(
                    job.getQueuedAt() == null ? job.getAcceptedAt() : job.getQueuedAt(),
                    job.getSpec().getJobId());
        }
    }
}
