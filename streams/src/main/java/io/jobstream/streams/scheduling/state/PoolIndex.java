// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobTerms;
import io.jobstream.streams.scheduling.decision.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What decisions look up of one pool. */
final class PoolIndex {
    final Shares shares;
    final Map<Labels, LabelBacklog> backlogs = new LinkedHashMap<>();
    final FreeRunners free = new FreeRunners();
    final Map<Labels, LabelSet> labelSets = new HashMap<>();
    private final Map<JobTerms, SharedTerms> terms = new HashMap<>();
    int jobs;
    int runners;
    int here;

    PoolIndex(Shares shares) {
        this.shares = shares;
    }

    /** One value for all that are equal: many jobs have the same. */
    JobTerms addTerms(JobTerms ofJob, String tenant) {
        LabelSet labels = labelSets.computeIfAbsent(ofJob.labels(), LabelSet::new);
        labels.jobs++;
        SharedTerms shared = terms.get(ofJob);
        if (shared == null) {
            shared = new SharedTerms(ofJob.sharing(shares.pool(), tenant, labels.labels));
            terms.put(shared.terms, shared);
        }
        shared.jobs++;
        return shared.terms;
    }

    void removeTerms(JobTerms ofJob) {
        LabelSet labels = labelSets.get(ofJob.labels());
        if (labels != null && --labels.jobs == 0) {
            labelSets.remove(ofJob.labels());
        }
        SharedTerms shared = terms.get(ofJob);
        if (shared != null && --shared.jobs == 0) {
            terms.remove(ofJob);
        }
    }

    void queue(@Nullable Job before, Job job, Instant now) {
        if (before != null && before.queued()) {
            LabelBacklog backlog = backlogs.get(job.labels());
            if (job.queued() && backlog != null) {
                backlog.replace(shares.of(job.tenant()), before, job);
                return;
            }
            unqueue(before, job.lease() == null ? null : now);
        } else if (job.queued()) {
            backlogs.computeIfAbsent(job.labels(), LabelBacklog::new).add(shares.of(job.tenant()), job, now);
            shares.ready(job.tenant(), 1);
        }
    }

    /** @param grantedAt null when it was not granted */
    void unqueue(Job job, @Nullable Instant grantedAt) {
        LabelBacklog backlog = backlogs.get(job.labels());
        if (backlog != null && job.queued()) {
            shares.ready(job.tenant(), -1);
            backlog.remove(shares.of(job.tenant()), job, grantedAt);
            if (backlog.isEmpty()) {
                backlogs.remove(job.labels());
            }
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

    /** Labels that jobs of a pool ask for. */
    private static final class LabelSet {
        private final Labels labels;
        private int jobs;

        private LabelSet(Labels labels) {
            this.labels = labels;
        }
    }
}
