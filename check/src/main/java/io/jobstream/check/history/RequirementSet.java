// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of a pool that ask for the same labels and resources; those of them that wait for a runner, by tenant and group.
 */
final class RequirementSet {
    /** What lost an attempt, then the oldest. Of jobs with terms. */
    private static final Comparator<JobStory> AGE = Comparator.<JobStory, Boolean>comparing(job -> job.front)
            .reversed()
            .thenComparingLong(job -> job.known().position())
            .thenComparing(job -> job.id);

    private static final Comparator<JobStory> PRIORITY =
            Comparator.comparingInt(job -> job.known().priority());

    final Set<String> labels;
    final Map<String, Integer> resources;
    private final Map<Owner, TreeSet<JobStory>> queues = new HashMap<>();
    private final Map<Integer, Level> levels = new HashMap<>();

    RequirementSet(Set<String> labels, Map<String, Integer> resources) {
        this.labels = labels;
        this.resources = resources;
    }

    boolean fits(Set<String> otherLabels, Map<String, Integer> otherResources) {
        return otherLabels.containsAll(labels)
                && resources.entrySet().stream()
                        .allMatch(each -> otherResources.getOrDefault(each.getKey(), 0) >= each.getValue());
    }

    /** Whether both ask for the same. */
    boolean isLike(RequirementSet other) {
        return labels.equals(other.labels) && resources.equals(other.resources);
    }

    @Override
    public String toString() {
        return labels + " and " + resources;
    }

    /** Whose jobs stand in one queue: those that have the same limits. */
    private record Owner(String tenant, JobStory.@Nullable GroupTerms group) {
        static Owner of(JobStory job) {
            return new Owner(job.known().tenant(), job.known().group());
        }
    }

    /** Jobs of one priority. */
    private static final class Level {
        private int jobs;
        private Instant givenNothingSince;

        private Level(Instant since) {
            this.givenNothingSince = since;
        }
    }

    static boolean isOlder(JobStory a, JobStory b) {
        return AGE.compare(a, b) < 0;
    }

    void add(JobStory job, Instant at) {
        queues.computeIfAbsent(
                        Owner.of(job),
                        owner -> new TreeSet<>(PRIORITY.reversed().thenComparing(AGE)))
                .add(job);
        levels.computeIfAbsent(job.known().priority(), priority -> new Level(at)).jobs++;
    }

    /** @param grantedAt null when it was not granted */
    void remove(JobStory job, @Nullable Instant grantedAt) {
        TreeSet<JobStory> queue = queues.get(Owner.of(job));
        Level level = levels.get(job.known().priority());
        if (queue == null || level == null || !queue.remove(job)) {
            return;
        }
        if (queue.isEmpty()) {
            queues.remove(Owner.of(job));
        }
        level.jobs--;
        if (grantedAt != null) {
            level.givenNothingSince = grantedAt;
        }
        if (level.jobs == 0) {
            levels.remove(job.known().priority());
        }
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** The jobs that wait, of each tenant and group; the highest priority first, then by age. */
    Collection<? extends SortedSet<JobStory>> queues() {
        return queues.values();
    }

    /** Since when jobs of a priority have been given nothing. */
    Instant givenNothingSince(int priority) {
        Level level = levels.get(priority);
        return level == null ? Instant.EPOCH : level.givenNothingSince;
    }
}
