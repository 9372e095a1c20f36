// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.submission.Subject;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A push, whichever forge told of it; or a pull request that was opened, or whose branch was pushed.
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

    /**
     * As rules see it.
     *
     * @param id the forge and its delivery
     */
    public Event event(String id) {
        return new Event(
                kind(),
                id,
                Subject.tenantOf(repository),
                repository,
                ref,
                commit,
                cloneUrl,
                facts(),
                variables(),
                List.of());
    }

    private Event.Kind kind() {
        if (pullRequest != null) {
            return Event.Kind.PULL_REQUEST;
        }
        return tag ? Event.Kind.TAG : Event.Kind.PUSH;
    }

    /** The branch of a pull request is the one that it is to go into. */
    private Map<Fact, List<String>> facts() {
        Map<Fact, List<String>> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.REPOSITORY, List.of(repository));
        facts.put(Fact.BRANCHES, tag ? List.of() : List.of(pullRequest == null ? ref : pullRequest.target()));
        facts.put(Fact.TAGS, tag ? List.of(ref) : List.of());
        facts.put(Fact.ACTORS, actor.isEmpty() ? List.of() : List.of(actor));
        if (!changedPaths.isEmpty()) {
            facts.put(Fact.PATHS, changedPaths);
        }
        return facts;
    }

    private Map<String, String> variables() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CI", "true");
        environment.put("CI_REPOSITORY", repository);
        environment.put(tag ? "CI_TAG" : "CI_BRANCH", ref);
        environment.put("CI_COMMIT", commit);
        environment.put("CI_COMMIT_BEFORE", before);
        environment.put("CI_ACTOR", actor);
        Event.put(environment, "_BEFORE", before);
        Event.put(environment, "_ACTOR", actor);
        if (pullRequest != null) {
            environment.put("CI_PULL_REQUEST", pullRequest.number());
            environment.put("CI_TARGET_BRANCH", pullRequest.target());
            Event.put(environment, "_PULL_REQUEST", pullRequest.number());
            Event.put(environment, "_TARGET", pullRequest.target());
        }
        return environment;
    }
}
