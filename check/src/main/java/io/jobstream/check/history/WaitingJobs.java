// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The jobs of a partition that wait for a runner, by pool and by the labels that they ask for. */
final class WaitingJobs {
    private final Map<String, Map<Set<String>, RequirementSet>> pools = new HashMap<>();

    /** The set that jobs with these labels belong to. */
    RequirementSet requirementSet(String pool, Collection<String> labels) {
        Set<String> sorted = new TreeSet<>(labels);
        RequirementSet known = pools.getOrDefault(pool, Map.of()).get(sorted);
        return known == null ? new RequirementSet(sorted) : known;
    }

    void add(JobStory job) {
        if (job.terms != null) {
            sets(job).putIfAbsent(job.terms.labels().labels, job.terms.labels());
            // A set without a queue is dropped: of two that are equal, the one that is there counts.
            setOf(job, job.terms).queue.add(job);
        }
    }

    void remove(JobStory job) {
        if (job.terms != null) {
            RequirementSet set = setOf(job, job.terms);
            set.queue.remove(job);
            if (set.queue.isEmpty()) {
                sets(job).remove(set.labels);
            }
        }
    }

    /** A job that goes before {@code granted} and that a runner with these labels could have had. */
    Optional<JobStory> passedOver(JobStory granted, Set<String> runnerLabels) {
        for (RequirementSet set : sets(granted).values()) {
            JobStory first = set.queue.isEmpty() ? granted : set.queue.first();
            if (RequirementSet.before(first, granted) && runnerLabels.containsAll(set.labels)) {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    private Map<Set<String>, RequirementSet> sets(JobStory job) {
        return pools.computeIfAbsent(job.pool, name -> new HashMap<>());
    }

    private RequirementSet setOf(JobStory job, JobStory.JobTerms terms) {
        return sets(job).getOrDefault(terms.labels().labels, terms.labels());
    }
}
