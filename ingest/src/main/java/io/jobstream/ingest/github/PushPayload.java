// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Texts;
import io.jobstream.ingest.triggers.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the payload of GitHub's {@code push} event; fields that are not used may be anything. */
final class PushPayload {
    private static final String BRANCH = "refs/heads/";
    private static final String TAG = "refs/tags/";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}");
    private static final Pattern REF = Pattern.compile("refs/(heads|tags)/.{1,255}");

    /** GitHub lists no more commits of a push than this, so that a full list may be cut. */
    private static final int COMMITS_LISTED_MAX = 2_048;

    private final JsonNode payload;
    private final List<FieldError> errors = new ArrayList<>();

    PushPayload(JsonNode payload) {
        this.payload = payload;
    }

    boolean deletesRef() {
        return payload.path("deleted").asBoolean(false);
    }

    /** Whether it is of a branch or tag at all. */
    boolean isOfBranchOrTag() {
        String ref = payload.path("ref").asText();
        return ref.startsWith(BRANCH) || ref.startsWith(TAG);
    }

    /**
     * The push, as rules see it.
     *
     * @throws ProblemException 400 when it is not as GitHub documents it
     */
    Push read() {
        String ref = text("/ref", REF);
        boolean tag = ref.startsWith(TAG);
        Push push = new Push(
                text("/repository/full_name", REPOSITORY),
                text("/repository/clone_url", Limits.CLONE_URL),
                tag,
                ref.substring(Math.min(ref.length(), (tag ? TAG : BRANCH).length())),
                text("/after", HASH),
                payload.path("before").asText(""),
                actor(),
                changedPaths());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return push;
    }

    private String text(String pointer, Pattern pattern) {
        JsonNode value = payload.at(pointer);
        String text = value.isTextual() ? value.textValue() : "";
        if (!pattern.matcher(text).matches() || !Texts.isLine(text)) {
            errors.add(new FieldError(pointer, "Expected what GitHub documents for its push event"));
        }
        return text;
    }

    private String actor() {
        String login =
                payload.at("/sender/login").asText(payload.at("/pusher/name").asText(""));
        return Texts.isLine(login) ? login : "";
    }

    private List<String> changedPaths() {
        JsonNode commits = payload.path("commits");
        if (commits.size() >= COMMITS_LISTED_MAX) {
            return List.of();
        }
        List<String> paths = new ArrayList<>();
        for (JsonNode commit : commits) {
            for (String kind : List.of("added", "modified", "removed")) {
                commit.path(kind).forEach(path -> paths.add(path.asText()));
            }
        }
        return paths.stream().distinct().toList();
    }
}
