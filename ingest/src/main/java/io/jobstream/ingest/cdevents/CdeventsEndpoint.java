// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestGuard;
import io.jobstream.http.access.Exempt;
import io.jobstream.ingest.Counts;
import io.jobstream.ingest.observations.Observations;
import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Started;
import io.jobstream.ingest.triggers.Triggers;
import io.jobstream.ingest.triggers.Triggers.Telling;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.RequestSource;
import io.jobstream.traces.TraceCarriers;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/events/cdevents}. */
public final class CdeventsEndpoint {
    private static final String FORGE = "cdevents";
    private static final String OTHER = "other";
    private static final int ID_MAX = 256;

    private final BearerTokens tokens;
    private final Observations observations;
    private final Triggers triggers;
    private final Counts counts;
    private final Clock clock;

    /**
     * Makes the endpoint.
     *
     * @param tokens those of the senders; without one every event is refused
     */
    public CdeventsEndpoint(
            List<String> tokens, Observations observations, Triggers triggers, Counts counts, Clock clock) {
        this.tokens = new BearerTokens(tokens);
        this.observations = observations;
        this.triggers = triggers;
        this.counts = counts;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/events/cdevents", this::receive, Exempt.SIGNED);
    }

    /**
     * What rules would see of an event in the structured mode.
     *
     * @throws ProblemException 400 when it is none
     */
    public static Event event(JsonNode structured) {
        return new Cdevent(CloudEventBodies.structured(structured, "")).event();
    }

    /** The answer: how many events came, which jobs were seen, what started, and of how many nothing comes. */
    private record Answer(int events, List<String> observed, List<Started> started, int ignored) {}

    /** What an event is: a run, where it tells of one, and what the rules look at. */
    private record Told(Optional<RunEvent> run, Optional<Sighting> seen, String id, Event event, Call call) {
        String kind() {
            return run.map(RunEvent::kind).orElse(OTHER);
        }
    }

    /** What came of one. */
    private record Result(Told told, List<String> observed, List<Started> started) {
        boolean ignored() {
            return observed.isEmpty() && started.isEmpty();
        }
    }

    private void receive(Context ctx) {
        try {
            tokens.require(ctx);
            answer(ctx, told(CloudEventBodies.read(ctx), RequestGuard.call(ctx)));
        } catch (ProblemException e) {
            counts.webhook(FORGE, OTHER, Counts.outcome(e));
            throw e;
        }
    }

    /** All are read before any is written: a batch is taken whole or not at all. */
    private static List<Told> told(List<CloudEvent> events, Call call) {
        return events.stream()
                .map(event -> {
                    Optional<RunEvent> run = RunEvent.of(event);
                    String id = event.getId()
                            .substring(0, Math.min(ID_MAX, event.getId().length()));
                    return new Told(run, run.map(RunEvent::read), id, new Cdevent(event).event(), call(event, call));
                })
                .toList();
    }

    /** Where the event names a span, by the extension for distributed tracing, it counts and not that of the call. */
    private static Call call(CloudEvent event, Call call) {
        Call told = TraceCarriers.call(call.getRequestId(), name -> {
            Object value = event.getExtension(name);
            return value == null ? null : value.toString();
        });
        return told.getTraceparent() == null ? call : told;
    }

    private void answer(Context ctx, List<Told> told) {
        List<CompletableFuture<Result>> results = told.stream().map(this::take).toList();
        ctx.future(() -> CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, e) -> {
                    if (e != null) {
                        told.forEach(each -> counts.webhook(FORGE, each.kind(), Counts.outcome(e)));
                    }
                })
                .thenAccept(done -> {
                    List<Result> all =
                            results.stream().map(CompletableFuture::join).toList();
                    all.forEach(each -> counts.webhook(FORGE, each.told().kind(), outcome(each)));
                    ctx.status(202)
                            .json(new Answer(
                                    told.size(),
                                    all.stream()
                                            .flatMap(each -> each.observed().stream())
                                            .distinct()
                                            .toList(),
                                    all.stream()
                                            .flatMap(each -> each.started().stream())
                                            .toList(),
                                    (int) all.stream().filter(Result::ignored).count()));
                }));
    }

    private CompletableFuture<Result> take(Told told) {
        CompletableFuture<List<Started>> started =
                triggers.fire(told.event(), Telling.of(told.event(), RequestSource.WEBHOOK, told.call()));
        CompletableFuture<List<String>> observed = told.seen()
                .map(seen -> observations.write(List.of(seen), told.id(), clock.instant()))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
        return observed.thenCombine(started, (jobs, pipelines) -> new Result(told, jobs, pipelines));
    }

    private static String outcome(Result result) {
        if (result.ignored()) {
            return "ignored";
        }
        return result.observed().isEmpty() ? "accepted" : "observed";
    }
}
