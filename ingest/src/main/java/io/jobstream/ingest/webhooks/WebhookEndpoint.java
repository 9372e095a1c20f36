// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.RequestGuard;
import io.jobstream.http.access.Exempt;
import io.jobstream.http.audit.RequestAudit;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.observations.Observations;
import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Push;
import io.jobstream.ingest.triggers.Started;
import io.jobstream.ingest.triggers.Triggers;
import io.jobstream.ingest.triggers.Triggers.Telling;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.RequestSource;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/webhooks/...} of one forge. */
public final class WebhookEndpoint {
    private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;.*)?");
    private static final String UNVERIFIED = "unverified";
    private static final String OTHER = "other";

    private final Forge forge;
    private final List<String> secrets;
    private final WebhookBodies bodies;
    private final Effects effects;

    /**
     * Makes the endpoint.
     *
     * @param secrets those that the forge may know; without one every webhook is refused
     * @param bodies where bodies are read
     */
    public WebhookEndpoint(Forge forge, List<String> secrets, WebhookBodies bodies, Effects effects) {
        this.forge = forge;
        this.secrets = List.copyOf(secrets);
        this.bodies = bodies;
        this.effects = effects;
    }

    /** What webhooks do. */
    public record Effects(Triggers triggers, Observations observations, Counts counts, Clock clock) {}

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/webhooks/" + forge.name(), this::receive, Exempt.SIGNED);
    }

    /** The answer: what started, which jobs were seen, or why nothing came of it. */
    private record Answer(
            String event,
            String delivery,
            List<Started> started,
            List<String> observed,
            @Nullable String reason) {}

    /** A webhook whose sender is known. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    private record Delivery(String event, String id, byte[] body, Call call) {}

    private void receive(Context ctx) {
        byte[] body = verified(ctx);
        String called = forge.event(ctx::header);
        String event = called == null ? OTHER : forge.events().getOrDefault(called, OTHER);
        try {
            Delivery delivery = new Delivery(event, delivery(ctx), body, RequestGuard.call(ctx));
            requireJson(ctx);
            if (event.equals(OTHER)) {
                nothing(ctx, delivery, new Meaning.Nothing("Nothing comes of this event", "ignored"));
                return;
            }
            Payload payload = new Payload(RequestBody.parse(body));
            mean(ctx, delivery, forge.read(event, payload, effects.clock().instant()));
        } catch (ProblemException e) {
            effects.counts().webhook(forge.name(), event, Counts.outcome(e));
            throw e;
        }
    }

    /** The body, once it is known who sent it: nothing is parsed before. */
    private byte[] verified(Context ctx) {
        if (secrets.isEmpty()) {
            effects.counts().webhook(forge.name(), UNVERIFIED, "forbidden");
            throw new ProblemException(
                    403, "Forbidden", "No secret is configured for the webhooks of " + forge.title());
        }
        byte[] body = bodies.read(ctx);
        boolean proved = false;
        for (String secret : secrets) { // All of them: the time must not tell which.
            proved |= forge.proves(ctx::header, body, secret, effects.clock().instant());
        }
        if (!proved) {
            effects.counts().webhook(forge.name(), UNVERIFIED, "forbidden");
            throw new ProblemException(403, "Forbidden", forge.proofHeader() + " is missing or wrong");
        }
        return body;
    }

    private void mean(Context ctx, Delivery delivery, Meaning meaning) {
        if (meaning instanceof Meaning.Pushed pushed) {
            start(ctx, delivery, pushed.push());
        } else if (meaning instanceof Meaning.Observed observed) {
            observe(ctx, delivery, observed.jobs());
        } else if (meaning instanceof Meaning.Nothing nothing) {
            nothing(ctx, delivery, nothing);
        }
    }

    private void nothing(Context ctx, Delivery delivery, Meaning.Nothing nothing) {
        answer(
                ctx,
                new Answer(delivery.event(), delivery.id(), List.of(), List.of(), nothing.reason()),
                nothing.outcome());
    }

    private void observe(Context ctx, Delivery delivery, List<Sighting> jobs) {
        CompletableFuture<List<String>> written = effects.observations()
                .write(jobs, delivery.id(), effects.clock().instant());
        ctx.future(() -> written.whenComplete((done, e) -> failed(delivery, e))
                .thenAccept(ids ->
                        answer(ctx, new Answer(delivery.event(), delivery.id(), List.of(), ids, null), "observed")));
    }

    private void start(Context ctx, Delivery delivery, Push push) {
        Event event = push.event(forge.name() + ":" + delivery.id());
        CompletableFuture<List<Started>> started =
                effects.triggers().fire(event, new Telling(delivery.body(), RequestSource.WEBHOOK, delivery.call()));
        ctx.future(() -> started.whenComplete((done, e) -> failed(delivery, e)).thenAccept(all -> {
            if (all.isEmpty()) {
                nothing(ctx, delivery, new Meaning.Nothing("No rule matches", "unmatched"));
            } else {
                answer(ctx, new Answer(delivery.event(), delivery.id(), all, List.of(), null), "accepted");
            }
        }));
    }

    private void failed(Delivery delivery, @Nullable Throwable e) {
        if (e != null) {
            effects.counts().webhook(forge.name(), delivery.event(), Counts.outcome(e));
        }
    }

    private void answer(Context ctx, Answer answer, String outcome) {
        effects.counts().webhook(forge.name(), answer.event(), outcome);
        RequestAudit.about(ctx, answer.delivery());
        ctx.status(202).json(answer);
    }

    private String delivery(Context ctx) {
        String delivery = forge.delivery(ctx::header);
        if (delivery == null || !DELIVERY.matcher(delivery).matches()) {
            throw new ProblemException(400, "Invalid header", forge.deliveryHeader() + " must be the delivery's id");
        }
        return delivery;
    }

    private static void requireJson(Context ctx) {
        String type = ctx.contentType();
        if (type == null || !JSON.matcher(type).matches()) {
            throw new ProblemException(
                    415, "Unsupported media type", "Set the webhook's content type to application/json");
        }
    }
}
