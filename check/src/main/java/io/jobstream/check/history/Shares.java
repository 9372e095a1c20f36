// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What each tenant has of each pool of a partition, as far as the log has come. */
final class Shares {
    private final Map<String, Map<String, Share>> pools = new HashMap<>();

    /** What a tenant has of a pool. */
    static final class Share {
        /** Jobs that have not settled. */
        private int jobs;

        /** Leases that take a slot. */
        int running;

        /** What its leases took after they had been accepted. */
        long consumedMillis;

        boolean isLessThan(Share other) {
            return running != other.running ? running < other.running : consumedMillis < other.consumedMillis;
        }
    }

    /** The share that a job takes from; of a job whose tenant is not known, one that is nobody's. */
    Share of(JobStory job) {
        return job.terms == null ? new Share() : pool(job).computeIfAbsent(job.terms.tenant(), tenant -> new Share());
    }

    /** A job has come. Who comes back to a busy pool begins with what the one has who has had least. */
    void admitted(JobStory job) {
        if (job.terms != null) {
            Collection<Share> all = pool(job).values();
            Share share = of(job);
            if (share.jobs == 0) {
                all.stream()
                        .filter(other -> other.jobs > 0)
                        .mapToLong(other -> other.consumedMillis)
                        .min()
                        .ifPresent(least -> share.consumedMillis = Math.max(share.consumedMillis, least));
            }
            share.jobs++;
        }
    }

    /** A job is gone; with the last of a pool, all is forgotten. */
    void settled(JobStory job) {
        if (job.terms != null) {
            of(job).jobs--;
            if (pool(job).values().stream().noneMatch(share -> share.jobs > 0)) {
                pools.remove(job.pool);
            }
        }
    }

    private Map<String, Share> pool(JobStory job) {
        return pools.computeIfAbsent(job.pool, name -> new HashMap<>());
    }
}
