// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Permit;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.cdevents.CdeventsEndpoint;
import io.jobstream.ingest.observations.Times;
import io.jobstream.ingest.outcomes.JobOutcome;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.webhooks.Forge;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a dry run is asked about: a webhook, a CDEvent, how a job ends, or a time. */
public final class DryRunReader {
    private static final List<String> KINDS = List.of("webhook", "cdevent", "job", "at");
    private static final String DELIVERY = "dry-run";

    private final List<Forge> forges;
    private final RecentRequests recent;
    private final Clock clock;

    /** @param recent where jobs are looked up */
    public DryRunReader(List<Forge> forges, RecentRequests recent, Clock clock) {
        this.forges = List.copyOf(forges);
        this.recent = recent;
        this.clock = clock;
    }

    /** What is asked. */
    sealed interface Question {
        /** What this starts. */
        record OfEvent(Event event) implements Question {}

        /** What is due then. */
        record OfTime(Instant at) implements Question {}

        /** What no rule looks at. */
        record OfNothing(String reason) implements Question {}
    }

    /**
     * Reads the body.
     *
     * @throws ProblemException 400 with every mistake, 404 when there is no such job for the caller
     */
    Question read(JsonNode body, Permit permit) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        List<String> asked = KINDS.stream().filter(fields::has).toList();
        fields.done();
        if (asked.size() != 1) {
            errors.add(new FieldError("", "Expected one of " + String.join(", ", KINDS)));
        }
        refuseIfAny(errors);
        return switch (asked.get(0)) {
            case "webhook" -> webhook(body.path("webhook"), errors);
            case "cdevent" -> new Question.OfEvent(CdeventsEndpoint.event(body.path("cdevent")));
            case "job" -> job(new JsonFields(body.path("job"), "/job", errors), errors, permit);
            default -> time(fields, errors);
        };
    }

    private Question webhook(JsonNode webhook, List<FieldError> errors) {
        JsonFields fields = new JsonFields(webhook, "/webhook", errors);
        String name = fields.text("forge").orElse("");
        String called = fields.text("event").orElse("");
        Optional<Forge> forge =
                forges.stream().filter(each -> each.name().equals(name)).findFirst();
        String event = forge.map(each -> each.events().get(called)).orElse(null);
        if (forge.isEmpty()) {
            fields.error(
                    fields.pointer("forge"),
                    "Expected one of " + forges.stream().map(Forge::name).collect(Collectors.joining(", ")));
        } else if (event == null) {
            fields.error(
                    fields.pointer("event"),
                    "Expected what its header says, one of "
                            + String.join(", ", forge.get().events().keySet()));
        }
        if (!fields.has("payload")) {
            fields.error(fields.pointer("payload"), "Required");
        }
        fields.done();
        refuseIfAny(errors);
        Meaning meaning =
                forge.orElseThrow().read(String.valueOf(event), new Payload(webhook.path("payload")), clock.instant());
        if (meaning instanceof Meaning.Pushed pushed) {
            return new Question.OfEvent(pushed.push().event(name + ":" + DELIVERY));
        }
        return new Question.OfNothing(
                meaning instanceof Meaning.Nothing nothing
                        ? nothing.reason()
                        : "It tells of jobs that run there: how they end may start something");
    }

    private static Question time(JsonFields fields, List<FieldError> errors) {
        Instant at = Times.parse(fields.text("at").orElse(""));
        if (at == null) {
            fields.error("/at", "Expected a time as RFC 3339 writes it");
        }
        refuseIfAny(errors);
        return new Question.OfTime(at == null ? Instant.EPOCH : at.truncatedTo(ChronoUnit.MINUTES));
    }

    private Question job(JsonFields fields, List<FieldError> errors, Permit permit) {
        Outcome outcome = word(fields, "outcome", Outcome.values());
        Cause cause = fields.has("cause") ? word(fields, "cause", Cause.values()) : null;
        String jobId = fields.text("jobId").orElse(null);
        JobSpec spec;
        String pool;
        if (jobId == null) {
            spec = described(fields, permit);
            pool = SubmissionReader.pool(fields);
        } else {
            AcceptedRequest request = recent.ofJob(jobId)
                    .filter(found -> permit.sees(found.tenant()))
                    .orElseThrow(() -> ProblemException.notFound(
                            "No job of the last day has this id: describe it by name, repository, branch and pool"));
            spec = request.spec(jobId);
            pool = request.pool();
        }
        fields.done();
        refuseIfAny(errors);
        return new Question.OfEvent(new JobOutcome(spec, pool, outcome, cause, null).event());
    }

    private static JobSpec described(JsonFields fields, Permit permit) {
        String repository = SubmissionReader.repository(fields);
        String tenant = SubmissionReader.tenant(fields);
        String implied = repository.isEmpty()
                ? permit.tenants().only().orElse(Limits.TENANT_DEFAULT)
                : Subject.tenantOf(repository);
        if (!fields.has("name")) {
            fields.error(fields.pointer("name"), "Required, unless there is a jobId");
        }
        return JobSpec.newBuilder()
                .setJobId(DELIVERY)
                .setName(SubmissionReader.line(fields, "name"))
                .setTenant(tenant == null ? implied : tenant)
                .setRepository(repository)
                .setBranch(SubmissionReader.branch(fields))
                .setCommit(SubmissionReader.commit(fields))
                .setTriggeredBy(fields.texts("triggeredBy"))
                .build();
    }

    private static <E extends Enum<E>> E word(JsonFields fields, String field, E[] values) {
        String word = fields.text(field).orElse("");
        List<E> known = Stream.of(values)
                .filter(value -> !value.name().equals("UNKNOWN"))
                .toList();
        return known.stream()
                .filter(value -> value.name().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    fields.error(
                            fields.pointer(field),
                            "Expected " + known.stream().map(Enum::name).collect(Collectors.joining(", ")));
                    return values[0];
                });
    }

    private static void refuseIfAny(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
