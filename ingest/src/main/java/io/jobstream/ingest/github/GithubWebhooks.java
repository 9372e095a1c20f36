// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.github;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.Submissions;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.triggers.Push;
import io.jobstream.ingest.triggers.TriggerRules;
import io.jobstream.ingest.triggers.TriggerRules.Triggered;
import io.jobstream.schemas.RequestSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/webhooks/github}. */
public final class GithubWebhooks {
    /** GitHub sends no more. */
    private static final int BODY_BYTES_MAX = 25 * 1024 * 1024;

    private static final int LARGE_BYTES_MIN = 1024 * 1024;
    private static final int LARGE_BODIES_MAX = 2;
    private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Set<String> EVENTS = Set.of("push", "ping");
    private static final String FORGE = "github";

    private final @Nullable Signature signature;
    private final Supplier<TriggerRules> rules;
    private final Submissions submissions;
    private final Counts counts;
    private final Semaphore largeBodies = new Semaphore(LARGE_BODIES_MAX);

    /**
     * Makes the endpoint.
     *
     * @param secret the one that the forge signs with; without one every webhook is refused
     */
    public GithubWebhooks(
            @Nullable String secret, Supplier<TriggerRules> rules, Submissions submissions, Counts counts) {
        this.signature = secret == null ? null : new Signature(secret);
        this.rules = rules;
        this.submissions = submissions;
        this.counts = counts;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/webhooks/github", this::receive);
    }

    /** The answer: what started, or why nothing did. */
    private record Answer(
            String event,
            String delivery,
            List<Started> started,
            @Nullable String reason) {}

    /** What one rule started. */
    private record Started(String rule, @Nullable String pipelineId, String pool, List<AcceptedRequest.Job> jobs) {
        static Started of(String rule, AcceptedRequest accepted) {
            return new Started(rule, accepted.pipelineId(), accepted.pool(), accepted.jobs());
        }
    }

    private void receive(Context ctx) {
        byte[] body = verified(ctx);
        String event = ctx.header("X-GitHub-Event");
        String known = event != null && EVENTS.contains(event) ? event : "other";
        try {
            String delivery = delivery(ctx);
            requireJson(ctx);
            if (known.equals("push")) {
                push(ctx, body, delivery);
            } else {
                String reason = known.equals("ping") ? "pong" : "Only push events start anything";
                answer(ctx, new Answer(known, delivery, List.of(), reason), known.equals("ping") ? "pong" : "ignored");
            }
        } catch (ProblemException e) {
            counts.webhook(FORGE, known, Counts.outcome(e));
            throw e;
        }
    }

    /** The body, once its signature is right: nothing is parsed before. */
    private byte[] verified(Context ctx) {
        Signature expected = signature;
        if (expected == null) {
            counts.webhook(FORGE, "unverified", "forbidden");
            throw new ProblemException(403, "Forbidden", "No secret is configured for GitHub's webhooks");
        }
        byte[] body = boundedBody(ctx);
        if (!expected.matches(ctx.header("X-Hub-Signature-256"), body)) {
            counts.webhook(FORGE, "unverified", "forbidden");
            throw new ProblemException(403, "Forbidden", "X-Hub-Signature-256 is missing or wrong");
        }
        return body;
    }

    /** Strangers may send large bodies too: only a few are read at a time. */
    private byte[] boundedBody(Context ctx) {
        long length = ctx.req().getContentLengthLong();
        if (length >= 0 && length < LARGE_BYTES_MIN) {
            return RequestBody.bytes(ctx, LARGE_BYTES_MIN);
        }
        if (!largeBodies.tryAcquire()) {
            throw ProblemException.unavailable("Too many large bodies at a time", Duration.ofSeconds(5));
        }
        try {
            return RequestBody.bytes(ctx, BODY_BYTES_MAX);
        } finally {
            largeBodies.release();
        }
    }

    private void push(Context ctx, byte[] body, String delivery) {
        JsonNode json = RequestBody.parse(body);
        PushPayload payload = new PushPayload(json);
        if (payload.deletesRef() || !payload.isOfBranchOrTag()) {
            String reason = payload.deletesRef() ? "It deletes the ref" : "It is of neither a branch nor a tag";
            answer(ctx, new Answer("push", delivery, List.of(), reason), "ignored");
            return;
        }
        Push push = payload.read();
        List<Triggered> triggered = rules.get().match(push);
        if (triggered.isEmpty()) {
            answer(ctx, new Answer("push", delivery, List.of(), "No rule matches"), "unmatched");
            return;
        }
        List<CompletableFuture<Started>> started =
                triggered.stream().map(each -> submit(each, delivery, body)).toList();
        ctx.future(() -> CompletableFuture.allOf(started.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, e) -> {
                    if (e != null) {
                        counts.webhook(FORGE, "push", Counts.outcome(e));
                    }
                })
                .thenAccept(done -> answer(
                        ctx,
                        new Answer(
                                "push",
                                delivery,
                                started.stream().map(CompletableFuture::join).toList(),
                                null),
                        "accepted")));
    }

    private CompletableFuture<Started> submit(Triggered triggered, String delivery, byte[] body) {
        IdempotencyKey key = IdempotencyKey.of(FORGE + ":" + delivery + ":" + triggered.rule(), body);
        return submissions
                .submit(triggered.submission(), key, RequestSource.WEBHOOK)
                .thenApply(accepted -> Started.of(triggered.rule(), accepted));
    }

    private void answer(Context ctx, Answer answer, String outcome) {
        counts.webhook(FORGE, answer.event(), outcome);
        ctx.status(202).json(answer);
    }

    private static String delivery(Context ctx) {
        String delivery = ctx.header("X-GitHub-Delivery");
        if (delivery == null || !DELIVERY.matcher(delivery).matches()) {
            throw new ProblemException(400, "Invalid header", "X-GitHub-Delivery must be the delivery's id");
        }
        return delivery;
    }

    private static void requireJson(Context ctx) {
        String type = ctx.contentType();
        if (type == null || !type.startsWith("application/json")) {
            throw new ProblemException(
                    415, "Unsupported media type", "Set the webhook's content type to application/json");
        }
    }
}
