// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.Packing;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which runner is given a job, found by a look at each: what it has left, what would be wasted, who is kept for whom.
 */
final class ChoiceBook {
    private final Collection<JobBook> jobs;
    private final Collection<RunnerBook> runners;
    private final TurnBook turns;
    private final Map<String, PoolTerms> terms = new HashMap<>();

    /**
     * @param jobs all that are not settled, kept up to date by others
     * @param runners all that are known, kept up to date by others
     */
    ChoiceBook(Collection<JobBook> jobs, Collection<RunnerBook> runners, TurnBook turns) {
        this.jobs = jobs;
        this.runners = runners;
        this.turns = turns;
    }

    Collection<RunnerBook> runners() {
        return runners;
    }

    TurnBook turns() {
        return turns;
    }

    void changed(String pool, PoolTerms changed) {
        terms.put(pool, changed);
    }

    /** Before the job's lease is noted. */
    void granted(JobBook job, RunnerBook runner, Instant now, Object fact) {
        Violation.unless(runner.hasRoomFor(job, jobs), Rule.RESOURCES, fact);
        Set<RunnerBook> held = heldAgainst(job, now);
        Violation.unless(!held.contains(runner), Rule.HELD, fact);
        RunnerBook best = runners.stream()
                .filter(other -> other.hasRoomFor(job, jobs) && !held.contains(other))
                .min(preference(job))
                .orElseThrow();
        Violation.unless(best == runner, Rule.CHOICE, fact);
    }

    private Comparator<RunnerBook> preference(JobBook job) {
        int sign = terms.getOrDefault(job.pool, PoolTerms.DEFAULT).packing() == Packing.PACK ? 1 : -1;
        return Comparator.<RunnerBook>comparingLong(runner -> runner.unneededBy(job))
                .thenComparingInt(runner -> sign
                        * job.resources.keySet().stream()
                                .mapToInt(name -> runner.left(name, jobs))
                                .sum())
                .thenComparing(slotsFree(sign))
                .thenComparing(runner -> runner.id);
    }

    private Comparator<RunnerBook> slotsFree(int sign) {
        return Comparator.comparingLong(runner -> sign * (runner.slots() - runner.slotsTaken(jobs)));
    }

    /** Runners that are kept for jobs that have waited for long, count as much, and have no runner. */
    Set<RunnerBook> heldAgainst(JobBook job, Instant now) {
        Set<RunnerBook> held = new HashSet<>();
        for (JobBook overdue : jobs) {
            if (overdue.queued
                    && overdue.pool.equals(job.pool)
                    && !overdue.resources.isEmpty()
                    && turns.isRaised(overdue, now)
                    && turns.mayBeGranted(overdue)
                    && turns.rank(overdue, now) >= turns.rank(job, now)
                    && runners.stream().noneMatch(runner -> runner.hasRoomFor(overdue, jobs))) {
                nearest(overdue).ifPresent(held::add);
            }
        }
        return held;
    }

    private Optional<RunnerBook> nearest(JobBook job) {
        int sign = terms.getOrDefault(job.pool, PoolTerms.DEFAULT).packing() == Packing.PACK ? 1 : -1;
        List<RunnerBook> able = runners.stream()
                .filter(runner -> runner.fits(job) && runner.slotsTaken(jobs) < runner.slots())
                .toList();
        return able.stream()
                .min(Comparator.<RunnerBook>comparingLong(runner -> -job.resources.entrySet().stream()
                                .mapToLong(asked -> Math.min(asked.getValue(), runner.left(asked.getKey(), jobs)))
                                .sum())
                        .thenComparing(slotsFree(sign))
                        .thenComparing(runner -> runner.id));
    }
}
