// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.triggers.Event.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What starts which jobs.
 *
 * @param id unique among all rules: the name, and of one that was laid down over HTTP the tenant in front of it
 * @param on the kinds of events that it looks at
 * @param conditions all of which must hold
 * @param schedule when it is due; null unless it is on a schedule
 * @param repository what the jobs of a schedule are about; empty for none
 * @param branch the same
 * @param cloneUrl where commits are to be had; null where events say
 * @param owner whose rule it is
 * @param jobs what it starts, which is a pipeline, be it of one job
 * @param document as it was written
 */
public record TriggerRule(
        String id,
        String name,
        Set<Kind> on,
        List<Condition> conditions,
        @Nullable Schedule schedule,
        String repository,
        String branch,
        @Nullable String cloneUrl,
        String pool,
        Owner owner,
        List<JobTemplate> jobs,
        JsonNode document) {

    /**
     * Whose a rule is.
     *
     * @param tenant whose jobs it starts; null for the tenant of what happened
     * @param everyTenant whether it sees what happens to others
     * @param since when it was laid down over HTTP; null for a rule of the file
     */
    record Owner(
            @Nullable String tenant,
            boolean everyTenant,
            @Nullable Instant since) {}

    /** The same rule, laid down over HTTP. */
    public TriggerRule of(String tenant, boolean everyTenant, Instant since) {
        return new TriggerRule(
                tenant + "/" + name,
                name,
                on,
                conditions,
                schedule,
                repository,
                branch,
                cloneUrl,
                pool,
                new Owner(tenant, everyTenant, since),
                jobs,
                document);
    }

    /** Whose jobs it starts; null for the tenant of what happened. */
    public @Nullable String tenant() {
        return owner.tenant();
    }

    /** When it was laid down over HTTP; null for a rule of the file. */
    public @Nullable Instant since() {
        return owner.since();
    }

    /** What comes of an event. */
    Judgement judge(Event event) {
        Optional<String> whyNot = whyNot(event);
        if (whyNot.isPresent()) {
            return new Judgement(this, Judgement.Verdict.PASSES_OVER, whyNot.get());
        }
        return loop(event.chain())
                .map(loop -> new Judgement(this, Judgement.Verdict.STOPS_A_LOOP, loop))
                .orElseGet(() -> new Judgement(this, Judgement.Verdict.STARTS, ""));
    }

    /** What it is due for at a time. */
    public Event due(Instant at) {
        Map<String, String> variables = new LinkedHashMap<>();
        Event.put(variables, "_TIME", at.toString());
        return new Event(
                Kind.SCHEDULE,
                "schedule:" + at,
                Subject.tenantOf(repository),
                repository,
                branch,
                "",
                "",
                Map.of(),
                variables,
                List.of());
    }

    /** What it makes of an event. */
    public Submission submission(Event event) {
        Subject subject = new Subject(
                pool,
                owner.tenant() == null ? event.tenant() : owner.tenant(),
                event.repository(),
                event.ref(),
                event.commit());
        List<String> chain = new ArrayList<>(event.chain());
        chain.add(id);
        return new Submission(subject, true, jobs).triggered(event.settings(this, chain), chain);
    }

    private Optional<String> whyNot(Event event) {
        if (!on.contains(event.kind())) {
            String article = event.kind() == Kind.OUTCOME ? "an " : "a ";
            return Optional.of("on: it is " + article + event.kind().word());
        }
        if (!owner.everyTenant() && !event.tenant().equals(owner.tenant()) && schedule == null) {
            return Optional.of("tenant: it is of " + event.tenant());
        }
        return conditions.stream()
                .flatMap(condition -> condition.whyNot(event).stream())
                .findFirst();
    }

    private Optional<String> loop(List<String> chain) {
        if (chain.contains(id)) {
            return Optional.of("loop: it led to this itself: " + String.join(" -> ", chain));
        }
        return chain.size() >= Limits.CHAIN_MAX
                ? Optional.of("loop: " + chain.size() + " rules led to this: " + String.join(" -> ", chain))
                : Optional.empty();
    }
}
