// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.JobTerms;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.Requirements;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What decisions look up of one pool. */
final class PoolIndex {
    final Shares shares;
    final Map<Requirements, RequirementsBacklog> backlogs = new LinkedHashMap<>();
    final FreeRunners free = new FreeRunners();
    final Map<Requirements, RequirementSet> requirementSets = new HashMap<>();
    private final Map<JobTerms, SharedTerms> terms = new HashMap<>();
    private final Map<ConcurrencyGroup.Key, ConcurrencyGroup> groups = new HashMap<>();
    private final Map<String, Pipeline> pipelines = new HashMap<>();
    int jobs;
    int runners;
    int here;

    PoolIndex(Shares shares, PoolTerms terms) {
        this.shares = shares;
        free.pack(terms.packing());
    }

    /** One value for all that are equal: many jobs have the same. */
    JobTerms addTerms(JobTerms ofJob, String tenant) {
        RequirementSet set = requirementSets.computeIfAbsent(ofJob.requirements(), RequirementSet::new);
        set.jobs++;
        SharedTerms shared = terms.get(ofJob);
        if (shared == null) {
            shared = new SharedTerms(ofJob.sharing(shares.pool(), tenant, set.requirements));
            terms.put(shared.terms, shared);
        }
        shared.jobs++;
        return shared.terms;
    }

    void removeTerms(JobTerms ofJob) {
        RequirementSet set = requirementSets.get(ofJob.requirements());
        if (set != null && --set.jobs == 0) {
            requirementSets.remove(ofJob.requirements());
        }
        SharedTerms shared = terms.get(ofJob);
        if (shared != null && --shared.jobs == 0) {
            terms.remove(ofJob);
        }
    }

    /** A job has come, of this pool's only one value for a group or pipeline. */
    @Nullable
    String addToSets(Job job) {
        if (job.group() != null) {
            groups.computeIfAbsent(groupOf(job), key -> new ConcurrencyGroup()).add(job.id());
        }
        if (job.pipeline() == null) {
            return null;
        }
        Pipeline pipeline = pipelines.computeIfAbsent(job.pipeline(), Pipeline::new);
        pipeline.jobs.add(job.id());
        return pipeline.id;
    }

    void removeFromSets(Job job) {
        ConcurrencyGroup group = group(job);
        if (group != null) {
            group.remove(job.id());
            if (group.isEmpty()) {
                groups.remove(groupOf(job));
            }
        }
        Pipeline pipeline = job.pipeline() == null ? null : pipelines.get(job.pipeline());
        if (pipeline != null) {
            pipeline.jobs.remove(job.id());
            if (pipeline.jobs.isEmpty()) {
                pipelines.remove(job.pipeline());
            }
        }
    }

    Collection<JobId> ofGroup(String tenant, String name) {
        ConcurrencyGroup group = groups.get(new ConcurrencyGroup.Key(tenant, name));
        return group == null ? List.of() : group.jobs();
    }

    Collection<JobId> ofPipeline(String id) {
        Pipeline pipeline = pipelines.get(id);
        return pipeline == null ? List.of() : pipeline.jobs;
    }

    /** The job's lease takes a slot, or no longer does. */
    void occupy(Job job, Lease lease, int step) {
        shares.occupy(job.tenant(), step, step * lease.slotsCounted());
        ConcurrencyGroup group = group(job);
        if (group != null) {
            shares.ready(job.tenant(), group.occupy(step));
        }
    }

    void queue(@Nullable Job before, Job job, Instant now) {
        TenantShare share = shares.of(job.tenant());
        if (before != null && before.queued()) {
            RequirementsBacklog backlog = backlogs.get(job.requirements());
            if (job.queued() && backlog != null) {
                backlog.replace(share, before, job, group(job));
                return;
            }
            unqueue(before, job.lease() == null ? null : now);
        } else if (job.queued()) {
            backlogs.computeIfAbsent(job.requirements(), RequirementsBacklog::new)
                    .add(share, job, group(job), now);
            shares.ready(job.tenant(), mayBeGranted(job) ? 1 : 0);
        }
    }

    /** @param grantedAt null when it was not granted */
    void unqueue(Job job, @Nullable Instant grantedAt) {
        RequirementsBacklog backlog = backlogs.get(job.requirements());
        if (backlog != null && job.queued()) {
            shares.ready(job.tenant(), mayBeGranted(job) ? -1 : 0);
            backlog.remove(shares.of(job.tenant()), job, grantedAt);
            if (backlog.isEmpty()) {
                backlogs.remove(job.requirements());
            }
        }
    }

    private boolean mayBeGranted(Job job) {
        ConcurrencyGroup group = group(job);
        return group == null || job.group() == null || group.hasRoomFor(job.group());
    }

    private @Nullable ConcurrencyGroup group(Job job) {
        return job.group() == null ? null : groups.get(groupOf(job));
    }

    private static ConcurrencyGroup.Key groupOf(Job job) {
        return new ConcurrencyGroup.Key(
                job.tenant(), Objects.requireNonNull(job.group()).name());
    }

    /** Jobs that belong together and have not settled. */
    private static final class Pipeline {
        private final String id;
        private final Set<JobId> jobs = new HashSet<>();

        private Pipeline(String id) {
            this.id = id;
        }
    }

    /** Terms that jobs of a pool have. */
    private static final class SharedTerms {
        private final JobTerms terms;
        private int jobs;

        private SharedTerms(JobTerms terms) {
            this.terms = terms;
        }
    }

    /** What jobs of a pool ask for. */
    static final class RequirementSet {
        private final Requirements requirements;
        private int jobs;

        private RequirementSet(Requirements requirements) {
            this.requirements = requirements;
        }
    }
}
