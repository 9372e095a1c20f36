// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of a tenant on one level, none of which has a concurrency group. Most are of one job, and there may be a
 * million.
 */
final class Line implements TenantQueue {
    private Job first;

    /** By age. */
    private @Nullable TreeSet<Job> others;

    Line(Job first) {
        this.first = first;
    }

    @Override
    public Job first() {
        return first;
    }

    void add(Job job) {
        Job later = job;
        if (Job.AGE.compare(job, first) < 0) {
            later = first;
            first = job;
        }
        if (others == null) {
            others = new TreeSet<>(Job.AGE);
        }
        others.add(later);
    }

    @Override
    public @Nullable Line without(Job job) {
        if (job.id().equals(first.id())) {
            if (others == null) {
                return null;
            }
            first = others.pollFirst();
        } else if (others != null) {
            others.remove(job);
        }
        if (others != null && others.isEmpty()) {
            others = null;
        }
        return this;
    }
}
