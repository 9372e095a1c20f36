// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.webhooks.Forge;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.ingest.webhooks.PushPayload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GitLab. */
public final class GitlabForge implements Forge {
    static final String NAME = "gitlab";
    private static final String TOKEN = "X-Gitlab-Token";
    private static final String DELIVERY = "Idempotency-Key";

    /** Of an annotated tag {@code after} is the tag itself, not what it points at. */
    private static final PushPayload.Names PUSH = new PushPayload.Names(
            "/project/path_with_namespace",
            "/project/git_http_url",
            "/checkout_sha",
            List.of("/user_username", "/user_name"),
            Set.of());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "GitLab";
    }

    @Override
    public Map<String, String> events() {
        return Map.of(
                "Push Hook", "push",
                "Tag Push Hook", "tag_push",
                "Merge Request Hook", "merge_request",
                "Pipeline Hook", "pipeline",
                "Job Hook", "job");
    }

    @Override
    public @Nullable String event(Headers headers) {
        return headers.apply("X-Gitlab-Event");
    }

    /** Versions before 17.4 have none for a delivery, but one for what caused it. */
    @Override
    public @Nullable String delivery(Headers headers) {
        String delivery = headers.apply(DELIVERY);
        return delivery == null ? headers.apply("X-Gitlab-Event-UUID") : delivery;
    }

    @Override
    public String deliveryHeader() {
        return DELIVERY;
    }

    /** By the secret token itself or, when there is none, by a signature made with the signing token. */
    @Override
    public boolean proves(Headers headers, byte[] body, String secret, Instant now) {
        String token = headers.apply(TOKEN);
        return token == null
                ? new StandardSignature(secret).matches(headers, body, now)
                : MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String proofHeader() {
        return TOKEN;
    }

    @Override
    public Meaning read(String event, Payload payload, Instant now) {
        return switch (event) {
            case "push", "tag_push" -> new PushPayload(payload, PUSH).read();
            case "merge_request" -> new MergeRequestPayload(payload).read();
            case "job" -> new JobPayload(payload).read();
            case "pipeline" -> new PipelinePayload(payload).read();
            default -> Meaning.ignored("Nothing comes of this event");
        };
    }
}
