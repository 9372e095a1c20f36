// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.triggers.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the payload of a push: all forges have the same form for what changed, and names of their own for the rest. */
public final class PushPayload {
    public static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._-]{1,100}(/[A-Za-z0-9._-]{1,100}){1,20}");
    public static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String BRANCH = "refs/heads/";
    private static final String TAG = "refs/tags/";
    private static final Pattern REF = Pattern.compile("refs/(heads|tags)/.{1,255}");
    private static final Pattern NONE = Pattern.compile("0+");

    private final Payload payload;
    private final Names names;

    public PushPayload(Payload payload, Names names) {
        this.payload = payload;
        this.names = names;
    }

    /**
     * Where a forge has what.
     *
     * @param commit where the ref is now
     * @param actors the first of these that is there
     * @param cutAt lists of as many commits may be cut: some versions list no more; none where the total is told
     */
    public record Names(String repository, String cloneUrl, String commit, List<String> actors, Set<Integer> cutAt) {}

    /**
     * What it means to the trigger rules.
     *
     * @throws io.jobstream.http.ProblemException 400 when it is not as the forge documents it
     */
    public Meaning read() {
        String ref = payload.text("/ref");
        if (payload.flag("/deleted") || NONE.matcher(payload.text("/after")).matches()) {
            return Meaning.ignored("It deletes the ref");
        } else if (payload.has("/ref") && !ref.startsWith(BRANCH) && !ref.startsWith(TAG)) {
            return Meaning.ignored("It is of neither a branch nor a tag");
        }
        payload.required("/ref", REF);
        boolean tag = ref.startsWith(TAG);
        Push push = new Push(
                payload.required(names.repository(), REPOSITORY),
                payload.required(names.cloneUrl(), Limits.CLONE_URL),
                tag,
                ref.substring(Math.min(ref.length(), (tag ? TAG : BRANCH).length())),
                payload.required(names.commit(), HASH),
                payload.text("/before"),
                actor(),
                changedPaths(),
                null);
        payload.check();
        return new Meaning.Pushed(push);
    }

    private String actor() {
        return names.actors().stream()
                .map(payload::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private List<String> changedPaths() {
        List<String> paths = new ArrayList<>();
        int listed = payload.size("/commits");
        boolean cut = names.cutAt().contains(listed)
                || listed < payload.number("/total_commits_count", listed)
                || listed < payload.number("/total_commits", listed);
        if (!cut) {
            for (Payload commit : payload.parts("/commits")) {
                for (String kind : List.of("/added", "/modified", "/removed")) {
                    paths.addAll(commit.texts(kind));
                }
            }
        }
        return paths.stream().distinct().toList();
    }
}
