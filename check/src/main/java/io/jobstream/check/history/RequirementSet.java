// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Jobs of a pool that ask for the same labels; those of them that wait for a runner, in their order. */
final class RequirementSet {
    /** The highest priority first, then what lost an attempt, then the oldest. Of jobs with terms. */
    private static final Comparator<JobStory> ORDER = (a, b) -> {
        int byPriority = Integer.compare(terms(b).priority(), terms(a).priority());
        if (byPriority != 0) {
            return byPriority;
        }
        int byFront = Boolean.compare(b.front, a.front);
        if (byFront != 0) {
            return byFront;
        }
        int byAge = Long.compare(terms(a).position(), terms(b).position());
        return byAge != 0 ? byAge : a.id.compareTo(b.id);
    };

    final Set<String> labels;
    final TreeSet<JobStory> queue = new TreeSet<>(ORDER);

    RequirementSet(Set<String> labels) {
        this.labels = labels;
    }

    static boolean before(JobStory a, JobStory b) {
        return ORDER.compare(a, b) < 0;
    }

    private static JobStory.JobTerms terms(JobStory job) {
        JobStory.JobTerms terms = job.terms;
        if (terms == null) {
            throw new IllegalStateException("not a job whose admission was read: " + job.id);
        }
        return terms;
    }
}
