// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.triggers.Push;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.ingest.webhooks.PushPayload;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the payload of a merge request event. What comes from a fork starts nothing, as with pull requests. */
final class MergeRequestPayload {
    private static final Pattern BRANCH = Pattern.compile(".{1,255}");

    private final Payload payload;

    MergeRequestPayload(Payload payload) {
        this.payload = payload;
    }

    Meaning read() {
        Payload request = payload.part("/object_attributes");
        String repository = request.required("/target/path_with_namespace", PushPayload.REPOSITORY);
        payload.check();
        if (!changesCommits(request)) {
            return Meaning.ignored("It changes no commits");
        } else if (!request.text("/source/path_with_namespace").equals(repository)) {
            return Meaning.ignored("It comes from a fork");
        }
        Push push = new Push(
                repository,
                request.required("/target/git_http_url", Limits.CLONE_URL),
                false,
                request.required("/source_branch", BRANCH),
                request.required("/last_commit/id", PushPayload.HASH),
                request.text("/oldrev"),
                payload.text("/user/username"),
                List.of(),
                new Push.PullRequest(request.required("/iid", Project.ID), request.required("/target_branch", BRANCH)));
        payload.check();
        return new Meaning.Pushed(push);
    }

    /** An update has the commit before only when its branch was pushed. */
    private static boolean changesCommits(Payload request) {
        return switch (request.text("/action")) {
            case "open", "reopen" -> true;
            case "update" -> request.has("/oldrev");
            default -> false;
        };
    }
}
