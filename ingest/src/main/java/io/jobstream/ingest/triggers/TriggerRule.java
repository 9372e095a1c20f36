// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pushes start which pipeline. */
record TriggerRule(
        String name,
        Glob repository,
        Globs branches,
        Globs tags,
        Globs paths,
        String pool,
        @Nullable String tenant,
        List<JobTemplate> jobs) {

    boolean matches(Push push) {
        return repository.matches(push.repository()) && matchesRef(push) && matchesPaths(push);
    }

    Submission submission(Push push) {
        String owner = tenant == null ? Subject.tenantOf(push.repository()) : tenant;
        Subject subject = new Subject(pool, owner, push.repository(), push.ref(), push.commit());
        return Submission.triggered(subject, jobs, push.settings());
    }

    /** Without patterns: every branch and no tag. */
    private boolean matchesRef(Push push) {
        if (push.tag()) {
            return tags.matches(push.ref());
        }
        return branches.isEmpty() ? tags.isEmpty() : branches.matches(push.ref());
    }

    private boolean matchesPaths(Push push) {
        return paths.isEmpty()
                || push.changedPaths().isEmpty()
                || push.changedPaths().stream().anyMatch(paths::matches);
    }
}
