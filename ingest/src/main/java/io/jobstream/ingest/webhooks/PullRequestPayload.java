// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import java.util.Set;
import java.util.regex.Pattern;

/** Reads the payload of {@code pull_request}, which GitHub and Gitea send in the same form. */
public final class PullRequestPayload {
    private static final Pattern ACTION = Pattern.compile(".{1,255}");
    private static final Set<String> CHANGES = Set.of("opened", "reopened", "synchronize", "synchronized");
    private static final ChangeRequest.Names NAMES = new ChangeRequest.Names(
            "/pull_request/base/repo/full_name",
            "/pull_request/base/repo/clone_url",
            "/pull_request/head/repo/full_name",
            "/pull_request/head/ref",
            "/pull_request/head/sha",
            "/before",
            "/sender/login",
            "/pull_request/number",
            "/pull_request/base/ref");

    private final Payload payload;

    public PullRequestPayload(Payload payload) {
        this.payload = payload;
    }

    /** What it means to the trigger rules. */
    public Meaning read() {
        String action = payload.required("/action", ACTION);
        return new ChangeRequest(payload, NAMES).read(CHANGES.contains(action));
    }
}
