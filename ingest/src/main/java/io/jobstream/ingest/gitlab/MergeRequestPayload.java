// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.webhooks.ChangeRequest;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;

/** Reads the payload of a merge request event. */
final class MergeRequestPayload {
    private static final ChangeRequest.Names NAMES = new ChangeRequest.Names(
            "/object_attributes/target/path_with_namespace",
            "/object_attributes/target/git_http_url",
            "/object_attributes/source/path_with_namespace",
            "/object_attributes/source_branch",
            "/object_attributes/last_commit/id",
            "/object_attributes/oldrev",
            "/user/username",
            "/object_attributes/iid",
            "/object_attributes/target_branch");

    private final Payload payload;

    MergeRequestPayload(Payload payload) {
        this.payload = payload;
    }

    Meaning read() {
        return new ChangeRequest(payload, NAMES).read(changesCommits());
    }

    /** An update has the commit before only when its branch was pushed. */
    private boolean changesCommits() {
        return switch (payload.text("/object_attributes/action")) {
            case "open", "reopen" -> true;
            case "update" -> payload.has("/object_attributes/oldrev");
            default -> false;
        };
    }
}
