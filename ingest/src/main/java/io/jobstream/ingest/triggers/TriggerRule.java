// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which pushes, or pull requests, start which pipeline. */
record TriggerRule(
        String name,
        Event on,
        Glob repository,
        Globs branches,
        Globs tags,
        Globs paths,
        String pool,
        @Nullable String tenant,
        List<JobTemplate> jobs) {

    /** What it looks at. */
    enum Event {
        PUSH,
        PULL_REQUEST
    }

    boolean matches(Push push) {
        Event event = push.pullRequest() == null ? Event.PUSH : Event.PULL_REQUEST;
        return on == event && repository.matches(push.repository()) && matchesRef(push) && matchesPaths(push);
    }

    Submission submission(Push push) {
        String owner = tenant == null ? Subject.tenantOf(push.repository()) : tenant;
        Subject subject = new Subject(pool, owner, push.repository(), push.ref(), push.commit());
        return Submission.triggered(subject, jobs, push.settings());
    }

    /** Without patterns: every branch and no tag. The branch of a pull request is the one that it is to go into. */
    private boolean matchesRef(Push push) {
        if (push.pullRequest() != null) {
            return branches.isEmpty() || branches.matches(push.pullRequest().target());
        }
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
