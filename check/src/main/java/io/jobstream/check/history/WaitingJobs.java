// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.history.Shares.Share;
import io.jobstream.schemas.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a partition that wait for a runner, by pool and by what they ask for. What has been given nothing for
 * long may count as of a higher priority, but need not: a scheduler that began anew reckons from then on, and the log
 * does not tell.
 */
final class WaitingJobs {
    private static final Duration RAISE_AFTER = Duration.ofMinutes(10);
    private static final int PRIORITY_MAX = 9;

    private final Map<String, Map<Asked, RequirementSet>> pools = new HashMap<>();
    private final Shares shares;
    private final boolean fromTheBeginning;

    /** @param fromTheBeginning else nothing is known of who waited before, and of what tenants had */
    WaitingJobs(Shares shares, boolean fromTheBeginning) {
        this.shares = shares;
        this.fromTheBeginning = fromTheBeginning;
    }

    /** The set that a job of this specification belongs to. */
    RequirementSet requirementSet(String pool, JobSpec spec) {
        Asked asked = new Asked(new TreeSet<>(spec.getLabels()), Map.copyOf(spec.getResources()));
        RequirementSet known = pools.getOrDefault(pool, Map.of()).get(asked);
        return known == null ? new RequirementSet(asked.labels(), asked.resources()) : known;
    }

    void add(JobStory job, Instant at) {
        if (job.terms != null) {
            sets(job).putIfAbsent(Asked.by(job.terms.requirements()), job.terms.requirements());
            // A set without a queue is dropped: of two that are equal, the one that is there counts.
            setOf(job, job.terms).add(job, fromTheBeginning ? at : Instant.EPOCH);
        }
    }

    /** @param grantedAt null when it was not granted */
    void remove(JobStory job, @Nullable Instant grantedAt) {
        if (job.terms != null) {
            RequirementSet set = setOf(job, job.terms);
            set.remove(job, grantedAt);
            if (set.isEmpty()) {
                sets(job).remove(Asked.by(set));
            }
        }
    }

    /** A job that certainly goes before {@code granted} and that a runner with this could have had. */
    Optional<JobStory> passedOver(JobStory granted, Offer runner, Instant at) {
        Turn turn = new Turn(granted, rankAtMost(granted, at), shares.of(granted));
        for (RequirementSet set : sets(granted).values()) {
            if (set.fits(runner.labels(), runner.resourcesFree())) {
                for (SortedSet<JobStory> queue : set.queues()) {
                    Optional<JobStory> before = Optional.of(queue.first()).filter(first -> goesBefore(first, turn));
                    if (before.isEmpty() && set.isLike(granted.known().requirements())) {
                        before = ofTheSamePriority(queue, granted).filter(first -> goesBefore(first, turn));
                    }
                    if (before.isPresent()) {
                        return before;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean goesBefore(JobStory other, Turn turn) {
        boolean sameTenant = other.known().tenant().equals(turn.job.known().tenant());
        // What other tenants have, and may have, is known only from the beginning.
        if (other == turn.job
                || !groupHasRoom(other)
                || (!sameTenant && !(fromTheBeginning && shares.of(other).mayHaveAnother()))) {
            return false;
        }
        int priority = other.known().priority();
        boolean sameLevel = priority == turn.job.known().priority()
                && other.known().requirements().isLike(turn.job.known().requirements());
        if (priority > turn.rankAtMost) {
            return true;
        }
        if (priority < turn.rankAtMost && !sameLevel) {
            return false;
        }
        return sameTenant
                ? RequirementSet.isOlder(other, turn.job)
                : shares.of(other).isLessThan(turn.share);
    }

    /** Certainly: who holds a group since before the first fact that was read is not known. */
    private boolean groupHasRoom(JobStory job) {
        return fromTheBeginning ? job.groupHasRoom() : job.group == null;
    }

    private static Optional<JobStory> ofTheSamePriority(SortedSet<JobStory> queue, JobStory granted) {
        return queue.stream()
                .dropWhile(job -> job.known().priority() > granted.known().priority())
                .findFirst();
    }

    /** The priority that a job counts as when its scheduler has not begun anew since it was queued. */
    private int rankAtMost(JobStory job, Instant at) {
        int priority = job.known().priority();
        Instant since = setOf(job, job.known()).givenNothingSince(priority);
        long raised = Math.max(0, Duration.between(since, at).toMillis()) / RAISE_AFTER.toMillis();
        return (int) Math.min(PRIORITY_MAX, priority + raised);
    }

    private Map<Asked, RequirementSet> sets(JobStory job) {
        return pools.computeIfAbsent(job.pool, name -> new HashMap<>());
    }

    private RequirementSet setOf(JobStory job, JobStory.JobTerms terms) {
        return sets(job).getOrDefault(Asked.by(terms.requirements()), terms.requirements());
    }

    /** What a runner has, and has left. */
    record Offer(Set<String> labels, Map<String, Integer> resourcesFree) {}

    /** What jobs ask for. */
    private record Asked(Set<String> labels, Map<String, Integer> resources) {
        static Asked by(RequirementSet set) {
            return new Asked(set.labels, set.resources);
        }
    }

    /**
     * A grant.
     *
     * @param rankAtMost the highest priority that its job may count as
     * @param share what its tenant had before
     */
    private record Turn(JobStory job, int rankAtMost, Share share) {}
}
