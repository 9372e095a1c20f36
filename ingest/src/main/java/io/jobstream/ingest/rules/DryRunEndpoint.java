// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.rules;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.rules.DryRunReader.Question;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Judgement;
import io.jobstream.ingest.triggers.TriggerRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/triggers:dry-run}: what an event would start, and why not more. Nothing is written. */
public final class DryRunEndpoint {
    private final DryRunReader reader;
    private final Supplier<TriggerRules> rules;
    private final BooleanSupplier known;

    /** @param known whether it is known which rules there are */
    public DryRunEndpoint(DryRunReader reader, Supplier<TriggerRules> rules, BooleanSupplier known) {
        this.reader = reader;
        this.rules = rules;
        this.known = known;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/triggers:dry-run", this::run, Scope.TRIGGERS_ADMIN);
    }

    /** The answer; the reason is why no rule is asked at all. */
    private record Answer(
            @Nullable AskedEvent event, @Nullable String reason, List<Told> rules) {}

    /** The event as rules see it. */
    private record AskedEvent(String on, String tenant, String repository, String ref, String commit) {}

    /** What a rule makes of it. */
    private record Told(
            String rule,
            boolean starts,
            @Nullable String why,
            @Nullable ShownSubmission submits) {}

    private void run(Context ctx) {
        if (!known.getAsBoolean()) {
            throw ProblemException.unavailable("The trigger rules are still being read", Duration.ofSeconds(1));
        }
        Permit permit = Permit.of(ctx);
        ctx.json(answer(reader.read(RequestBody.json(ctx), permit), permit));
    }

    private Answer answer(Question question, Permit permit) {
        if (question instanceof Question.OfEvent asked) {
            Event event = asked.event();
            return new Answer(
                    new AskedEvent(
                            event.kind().word(), event.tenant(), event.repository(), event.ref(), event.commit()),
                    null,
                    visible(rules.get().judge(event), permit).stream()
                            .map(each -> told(each, event))
                            .toList());
        } else if (question instanceof Question.OfTime asked) {
            Instant at = asked.at();
            return new Answer(
                    null,
                    null,
                    visible(rules.get().judge(at), permit).stream()
                            .map(each -> told(each, each.rule().due(at)))
                            .toList());
        }
        return new Answer(null, ((Question.OfNothing) question).reason(), List.of());
    }

    private static List<Judgement> visible(List<Judgement> judgements, Permit permit) {
        return judgements.stream()
                .filter(each -> RuleEndpoints.sees(permit.tenants(), each.rule()))
                .toList();
    }

    private static Told told(Judgement judged, Event event) {
        return judged.verdict() == Judgement.Verdict.STARTS
                ? new Told(
                        judged.rule().id(),
                        true,
                        null,
                        ShownSubmission.of(judged.rule().submission(event)))
                : new Told(judged.rule().id(), false, judged.reason(), null);
    }
}
