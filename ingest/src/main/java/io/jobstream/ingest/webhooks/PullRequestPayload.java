// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.triggers.Push;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the payload of {@code pull_request}, which GitHub and Gitea send in the same form. What comes from a fork
 * starts nothing: anybody may write a fork, and what it starts would run as whoever runs the runner.
 */
public final class PullRequestPayload {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
    private static final Pattern BRANCH = Pattern.compile(".{1,255}");
    private static final Set<String> CHANGES = Set.of("opened", "reopened", "synchronize", "synchronized");

    private final Payload payload;

    public PullRequestPayload(Payload payload) {
        this.payload = payload;
    }

    /** What it means to the trigger rules. */
    public Meaning read() {
        Payload request = payload.part("/pull_request");
        String action = payload.required("/action", BRANCH);
        String target = request.required("/base/repo/full_name", PushPayload.REPOSITORY);
        payload.check();
        if (!CHANGES.contains(action)) {
            return Meaning.ignored("It changes no commits");
        } else if (!request.text("/head/repo/full_name").equals(target)) {
            return Meaning.ignored("It comes from a fork");
        }
        Push push = new Push(
                target,
                request.required("/base/repo/clone_url", Limits.CLONE_URL),
                false,
                request.required("/head/ref", BRANCH),
                request.required("/head/sha", PushPayload.HASH),
                payload.text("/before"),
                payload.text("/sender/login"),
                List.of(),
                new Push.PullRequest(request.required("/number", NUMBER), request.required("/base/ref", BRANCH)));
        payload.check();
        return new Meaning.Pushed(push);
    }
}
