// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.GroupTerms;
import io.jobstream.streams.scheduling.decision.Job;
import java.util.TreeSet;

/** Jobs of a concurrency group, with the same limit, that wait on one level. */
final class GroupLine {
    private final GroupedJobs owner;
    private final ConcurrencyGroup group;
    private final GroupTerms terms;
    private final TreeSet<Job> jobs = new TreeSet<>(Job.AGE);
    private boolean hasRoom;

    GroupLine(GroupedJobs owner, ConcurrencyGroup group, GroupTerms terms) {
        this.owner = owner;
        this.group = group;
        this.terms = terms;
        this.hasRoom = group.hasRoomFor(terms);
        group.add(this);
    }

    void add(Job job) {
        owner.change(this, () -> jobs.add(job));
    }

    void remove(Job job) {
        owner.change(this, () -> jobs.remove(job));
        if (jobs.isEmpty()) {
            group.remove(this);
        }
    }

    /** Another number of the group's jobs holds a slot. Tells by how many more of its jobs may be granted now. */
    int refresh() {
        boolean before = hasRoom;
        owner.change(this, () -> hasRoom = group.hasRoomFor(terms));
        return before == hasRoom ? 0 : hasRoom ? jobs.size() : -jobs.size();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** Whether its first job may be granted. */
    boolean isOpen() {
        return hasRoom && !jobs.isEmpty();
    }

    Job first() {
        return jobs.first();
    }
}
