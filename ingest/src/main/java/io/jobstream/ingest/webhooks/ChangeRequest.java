// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.triggers.Push;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what forges say of a pull or merge request: all have the same in names of their own. What comes from a fork
 * starts nothing: anybody may write a fork, and what it starts would run as whoever runs the runner.
 */
public final class ChangeRequest {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
    private static final Pattern BRANCH = Pattern.compile(".{1,255}");

    private final Payload payload;
    private final Names names;

    public ChangeRequest(Payload payload, Names names) {
        this.payload = payload;
        this.names = names;
    }

    /**
     * Where a forge has what: of the request, the repository that it is to go into, and the one that it comes from.
     *
     * @param before where its branch was
     */
    public record Names(
            String target,
            String cloneUrl,
            String source,
            String branch,
            String commit,
            String before,
            String actor,
            String number,
            String targetBranch) {}

    /**
     * What it means to the trigger rules.
     *
     * @param changesCommits whether there is something new to look at
     * @throws io.jobstream.http.ProblemException 400 when it is not as the forge documents it
     */
    public Meaning read(boolean changesCommits) {
        String target = payload.required(names.target(), PushPayload.REPOSITORY);
        payload.check();
        if (!changesCommits) {
            return Meaning.ignored("It changes no commits");
        } else if (!payload.text(names.source()).equals(target)) {
            return Meaning.ignored("It comes from a fork");
        }
        Push push = new Push(
                target,
                payload.required(names.cloneUrl(), Limits.CLONE_URL),
                false,
                payload.required(names.branch(), BRANCH),
                payload.required(names.commit(), PushPayload.HASH),
                payload.text(names.before()),
                payload.text(names.actor()),
                List.of(),
                new Push.PullRequest(
                        payload.required(names.number(), NUMBER), payload.required(names.targetBranch(), BRANCH)));
        payload.check();
        return new Meaning.Pushed(push);
    }
}
