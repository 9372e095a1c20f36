// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.GroupTerms;
import io.jobstream.streams.scheduling.decision.JobId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** The jobs of a concurrency group that have not settled, and how many of them hold a slot. */
final class ConcurrencyGroup {
    private final Set<JobId> jobs = new HashSet<>();
    private final Set<GroupLine> lines = new LinkedHashSet<>();
    private int held;

    /** The group of a tenant in a pool. */
    record Key(String tenant, String name) {}

    Collection<JobId> jobs() {
        return Collections.unmodifiableCollection(jobs);
    }

    void add(JobId job) {
        jobs.add(job);
    }

    void remove(JobId job) {
        jobs.remove(job);
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    void add(GroupLine line) {
        lines.add(line);
    }

    void remove(GroupLine line) {
        lines.remove(line);
    }

    boolean hasRoomFor(GroupTerms terms) {
        return terms.allowsAnother(held);
    }

    /** One of its jobs holds a slot, or no longer does. Tells by how many more may be granted now. */
    int occupy(int step) {
        held += step;
        return lines.stream().mapToInt(GroupLine::refresh).sum();
    }
}
