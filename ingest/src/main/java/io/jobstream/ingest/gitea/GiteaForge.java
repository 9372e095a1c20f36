// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitea;

import io.jobstream.ingest.webhooks.Forge;
import io.jobstream.ingest.webhooks.HmacSignature;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.ingest.webhooks.PullRequestPayload;
import io.jobstream.ingest.webhooks.PushPayload;
import io.jobstream.ingest.webhooks.WorkflowJobPayload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gitea and Forgejo. */
public final class GiteaForge implements Forge {
    private static final String NAME = "gitea";
    private static final PushPayload.Names PUSH = new PushPayload.Names(
            "/repository/full_name",
            "/repository/clone_url",
            "/after",
            List.of("/sender/login", "/pusher/login", "/sender/username", "/pusher/username"),
            Set.of());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Gitea";
    }

    @Override
    public Map<String, String> events() {
        return Map.of(
                "push", "push",
                "pull_request", "pull_request",
                "workflow_job", "workflow_job",
                "workflow_run", "workflow_run");
    }

    @Override
    public @Nullable String event(Headers headers) {
        return first(headers, "X-Gitea-Event", "X-Forgejo-Event");
    }

    @Override
    public @Nullable String delivery(Headers headers) {
        return first(headers, deliveryHeader(), "X-Forgejo-Delivery");
    }

    @Override
    public String deliveryHeader() {
        return "X-Gitea-Delivery";
    }

    @Override
    public boolean proves(Headers headers, byte[] body, String secret, Instant now) {
        return new HmacSignature(secret)
                .matches(first(headers, proofHeader(), "X-Forgejo-Signature", "X-Hub-Signature-256"), body);
    }

    @Override
    public String proofHeader() {
        return "X-Gitea-Signature";
    }

    @Override
    public Meaning read(String event, Payload payload, Instant now) {
        return switch (event) {
            case "push" -> new PushPayload(payload, PUSH).read();
            case "pull_request" -> new PullRequestPayload(payload).read();
            case "workflow_job" -> new Meaning.Observed(List.of(new WorkflowJobPayload(NAME, payload).read()));
            case "workflow_run" -> Meaning.ignored("Its jobs are told by workflow_job");
            default -> Meaning.ignored("Nothing comes of this event");
        };
    }

    private static @Nullable String first(Headers headers, String... names) {
        return Stream.of(names)
                .map(headers)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
