// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.RunnerPhase;
import io.jobstream.streams.scheduling.decision.Capacity;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the books hold of a runner. */
final class RunnerBook {
    final RunnerId id;
    final String session;
    final Set<String> sessions = new HashSet<>();
    Instant heardAt;
    boolean deaf;
    boolean drained;
    boolean lost;
    boolean left;
    private Capacity capacity;
    private RunnerPhase phase;

    RunnerBook(Fact.RunnerJoined joined, @Nullable RunnerBook before, Instant heardAt) {
        this.id = joined.runner();
        this.session = joined.session();
        this.capacity = joined.capacity();
        this.phase = joined.phase();
        this.heardAt = heardAt;
        if (before != null) {
            sessions.addAll(before.sessions);
        }
        sessions.add(session);
    }

    void change(Capacity newCapacity, RunnerPhase newPhase) {
        capacity = newCapacity;
        phase = newPhase;
    }

    int slots() {
        return capacity.slots();
    }

    /** Whether it takes work, has the labels, and would have the resources if nobody took any. */
    boolean fits(JobBook job) {
        return id.pool().equals(job.pool)
                && !deaf
                && !drained
                && !lost
                && !left
                && phase == RunnerPhase.READY
                && capacity.labels().values().containsAll(job.labels.values())
                && has(job.resources, Map.of());
    }

    /** Whether it fits, and has a slot and the resources left beside what leases of {@code jobs} take of it. */
    boolean hasRoomFor(JobBook job, Collection<JobBook> jobs) {
        return fits(job) && slotsTaken(jobs) < slots() && has(job.resources, resourcesTaken(jobs));
    }

    long slotsTaken(Collection<JobBook> jobs) {
        return jobs.stream().filter(this::isTakenBy).count();
    }

    /** How many of a resource are left. */
    int left(String name, Collection<JobBook> jobs) {
        return Math.max(
                0, capacity.resources().count(name) - resourcesTaken(jobs).getOrDefault(name, 0));
    }

    /** Kinds of resources that the job does not ask for. */
    long unneededBy(JobBook job) {
        return capacity.resources().counts().keySet().stream()
                .filter(name -> !job.resources.containsKey(name))
                .count();
    }

    /** Of its slots, rounded up. */
    long partTakenBy(JobBook job) {
        double most = job.resources.entrySet().stream()
                .mapToDouble(asked ->
                        (double) asked.getValue() / capacity.resources().count(asked.getKey()))
                .max()
                .orElse(0);
        return Math.max(1, (long) Math.ceil(most * slots() - 1e-9));
    }

    private boolean has(Map<String, Integer> more, Map<String, Integer> taken) {
        Map<String, Integer> all = new HashMap<>(taken);
        more.forEach((name, count) -> all.merge(name, count, Integer::sum));
        return all.entrySet().stream().allMatch(each -> capacity.resources().count(each.getKey()) >= each.getValue());
    }

    private Map<String, Integer> resourcesTaken(Collection<JobBook> jobs) {
        Map<String, Integer> taken = new HashMap<>();
        jobs.stream()
                .filter(this::isTakenBy)
                .forEach(job -> job.resources.forEach((name, count) -> taken.merge(name, count, Integer::sum)));
        return taken;
    }

    private boolean isTakenBy(JobBook job) {
        return job.takesSlot && job.lease != null && job.lease.runner().equals(id);
    }
}
