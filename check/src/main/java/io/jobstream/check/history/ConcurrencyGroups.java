// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The concurrency groups and pipelines of a partition, as far as their jobs have not settled. */
final class ConcurrencyGroups {
    private final Map<Key, Group> groups = new HashMap<>();
    private final Map<Key, Set<JobStory>> pipelines = new HashMap<>();

    /** A group of a tenant, or a pipeline without one, in a pool. */
    private record Key(String pool, String tenant, String name) {}

    /** A concurrency group. */
    static final class Group {
        private final Set<JobStory> jobs = new LinkedHashSet<>();

        /** Leases of its jobs that take a slot. */
        int held;

        Collection<JobStory> jobs() {
            return jobs;
        }
    }

    /** A job has come. */
    void add(JobStory job) {
        if (job.terms == null) {
            return;
        }
        JobStory.GroupTerms limits = job.terms.group();
        if (limits != null) {
            job.group =
                    groups.computeIfAbsent(new Key(job.pool, job.terms.tenant(), limits.name()), key -> new Group());
            job.group.jobs.add(job);
        }
        if (job.terms.pipeline() != null) {
            pipelines
                    .computeIfAbsent(pipelineKey(job.pool, job.terms.pipeline()), key -> new LinkedHashSet<>())
                    .add(job);
        }
    }

    /** A job has settled. */
    void remove(JobStory job) {
        if (job.terms == null) {
            return;
        }
        JobStory.GroupTerms limits = job.terms.group();
        if (job.group != null && limits != null) {
            job.group.jobs.remove(job);
            if (job.group.jobs.isEmpty()) {
                groups.remove(new Key(job.pool, job.terms.tenant(), limits.name()));
            }
        }
        if (job.terms.pipeline() != null) {
            Key key = pipelineKey(job.pool, job.terms.pipeline());
            Set<JobStory> jobs = pipelines.getOrDefault(key, Set.of());
            jobs.remove(job);
            if (jobs.isEmpty()) {
                pipelines.remove(key);
            }
        }
    }

    Collection<JobStory> ofPipeline(String pool, String pipeline) {
        return pipelines.getOrDefault(pipelineKey(pool, pipeline), Set.of());
    }

    private static Key pipelineKey(String pool, String pipeline) {
        return new Key(pool, "", pipeline);
    }
}
