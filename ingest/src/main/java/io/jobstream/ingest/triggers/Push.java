// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.submission.JobSettings;
import io.jobstream.schemas.Checkout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A push as rules see it, whichever forge told of it; or a pull request that was opened, or whose branch was pushed.
 *
 * @param ref the branch's or tag's name, without {@code refs/heads/} or {@code refs/tags/}
 * @param changedPaths added, modified and removed; empty when the forge did not say, which no rule may take for none
 * @param pullRequest the one that it is about; null for a push itself
 */
public record Push(
        String repository,
        String cloneUrl,
        boolean tag,
        String ref,
        String commit,
        String before,
        String actor,
        List<String> changedPaths,
        @Nullable PullRequest pullRequest) {

    /** A wish that a branch be merged into the target branch. */
    public record PullRequest(String number, String target) {}

    /** What its jobs get unless their rule says otherwise: its commit, and what is known of it as environment. */
    JobSettings settings() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CI", "true");
        environment.put("CI_REPOSITORY", repository);
        environment.put(tag ? "CI_TAG" : "CI_BRANCH", ref);
        environment.put("CI_COMMIT", commit);
        environment.put("CI_COMMIT_BEFORE", before);
        environment.put("CI_ACTOR", actor);
        if (pullRequest != null) {
            environment.put("CI_PULL_REQUEST", pullRequest.number());
            environment.put("CI_TARGET_BRANCH", pullRequest.target());
        }
        return JobSettings.of(environment, new Checkout(cloneUrl, commit));
    }
}
