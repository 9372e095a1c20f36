// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.github;

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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** GitHub, and GitHub Enterprise Server. */
public final class GithubForge implements Forge {
    static final String NAME = "github";
    private static final PushPayload.Names PUSH = new PushPayload.Names(
            "/repository/full_name",
            "/repository/clone_url",
            "/after",
            List.of("/sender/login", "/pusher/name"),
            Set.of(20, 2_048));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "GitHub";
    }

    @Override
    public Map<String, String> events() {
        return Map.of(
                "push", "push",
                "pull_request", "pull_request",
                "workflow_job", "workflow_job",
                "workflow_run", "workflow_run",
                "check_run", "check_run",
                "ping", "ping");
    }

    @Override
    public @Nullable String event(Headers headers) {
        return headers.apply("X-GitHub-Event");
    }

    @Override
    public @Nullable String delivery(Headers headers) {
        return headers.apply(deliveryHeader());
    }

    @Override
    public String deliveryHeader() {
        return "X-GitHub-Delivery";
    }

    @Override
    public boolean proves(Headers headers, byte[] body, String secret, Instant now) {
        return new HmacSignature(secret).matches(headers.apply(proofHeader()), body);
    }

    @Override
    public String proofHeader() {
        return "X-Hub-Signature-256";
    }

    @Override
    public Meaning read(String event, Payload payload, Instant now) {
        return switch (event) {
            case "push" -> new PushPayload(payload, PUSH).read();
            case "pull_request" -> new PullRequestPayload(payload).read();
            case "workflow_job" -> new Meaning.Observed(List.of(new WorkflowJobPayload(NAME, payload).read()));
            case "check_run" -> new CheckRunPayload(payload).read();
            case "workflow_run" -> Meaning.ignored("Its jobs are told by workflow_job");
            case "ping" -> new Meaning.Nothing("pong", "pong");
            default -> Meaning.ignored("Nothing comes of this event");
        };
    }
}
