// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import io.cloudevents.CloudEvent;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Exempt;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.observations.Observations;
import io.jobstream.ingest.observations.Sighting;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/events/cdevents}. */
public final class CdeventsEndpoint {
    private static final String FORGE = "cdevents";
    private static final String OTHER = "other";
    private static final int ID_MAX = 256;

    private final BearerTokens tokens;
    private final Observations observations;
    private final Counts counts;
    private final Clock clock;

    /**
     * Makes the endpoint.
     *
     * @param tokens those of the senders; without one every event is refused
     */
    public CdeventsEndpoint(List<String> tokens, Observations observations, Counts counts, Clock clock) {
        this.tokens = new BearerTokens(tokens);
        this.observations = observations;
        this.counts = counts;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/events/cdevents", this::receive, Exempt.SIGNED);
    }

    /** The answer: how many events came, which jobs were seen, and of how many nothing comes. */
    private record Answer(int events, List<String> observed, int ignored) {}

    /** A run, and the event that told of it. */
    private record Told(String kind, String eventId, Sighting run) {}

    private void receive(Context ctx) {
        try {
            tokens.require(ctx);
            List<CloudEvent> events = CloudEventBodies.read(ctx);
            List<Told> told = told(events);
            answer(ctx, told, events.size());
        } catch (ProblemException e) {
            counts.webhook(FORGE, OTHER, Counts.outcome(e));
            throw e;
        }
    }

    /** All are read before any is written: a batch is taken whole or not at all. */
    private static List<Told> told(List<CloudEvent> events) {
        List<Told> told = new ArrayList<>();
        for (CloudEvent event : events) {
            String id =
                    event.getId().substring(0, Math.min(ID_MAX, event.getId().length()));
            RunEvent.of(event).ifPresent(run -> told.add(new Told(run.kind(), id, run.read())));
        }
        return told;
    }

    private void answer(Context ctx, List<Told> told, int events) {
        List<CompletableFuture<List<String>>> written = told.stream()
                .map(each -> observations.write(List.of(each.run()), each.eventId(), clock.instant()))
                .toList();
        ctx.future(() -> CompletableFuture.allOf(written.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, e) -> count(told, events, e))
                .thenAccept(done -> {
                    LinkedHashSet<String> jobs = new LinkedHashSet<>();
                    written.forEach(each -> jobs.addAll(each.join()));
                    ctx.status(202).json(new Answer(events, List.copyOf(jobs), events - told.size()));
                }));
    }

    private void count(List<Told> told, int events, @Nullable Throwable e) {
        String outcome = e == null ? "observed" : Counts.outcome(e);
        told.forEach(each -> counts.webhook(FORGE, each.kind(), outcome));
        for (int i = told.size(); i < events; i++) {
            counts.webhook(FORGE, OTHER, "ignored");
        }
    }
}
