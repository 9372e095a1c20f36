// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.json.StrictJson;
import io.jobstream.ingest.submission.DerivedId;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Texts;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Fact;
import io.jobstream.ingest.webhooks.Payload;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A CDEvent in its CloudEvent. What a sender may say beside CDEvents' own words is in {@code customData}. */
final class Cdevent {
    private static final int TEXT_MAX = 256;

    private final CloudEvent event;
    private final Payload data;

    /**
     * Reads an event.
     *
     * @throws ProblemException 400 when its data is not JSON
     */
    Cdevent(CloudEvent event) {
        CloudEventData carried = event.getData();
        this.event = event;
        this.data = new Payload(carried == null ? StrictJson.empty() : RequestBody.parse(carried.toBytes()));
    }

    /** The CDEvent itself; empty where it carries none. */
    Payload data() {
        return data;
    }

    /** CDEvents do not say whose code they are about: the sender may, and where they come from stands in for it. */
    String repository() {
        String told = data.text("/customData/repository");
        return Limits.REPOSITORY.matcher(told).matches() ? told : place(event.getSource());
    }

    String branch() {
        return data.text("/customData/branch");
    }

    String commit() {
        return data.text("/customData/commit");
    }

    /** As rules see it. */
    Event event() {
        String source = Texts.line(event.getSource().toString(), TEXT_MAX);
        String repository = Texts.line(repository(), Limits.REPOSITORY_MAX);
        String branch = Texts.line(branch(), Limits.BRANCH_MAX);
        Map<Fact, List<String>> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.TYPES, List.of(Texts.line(event.getType(), TEXT_MAX)));
        facts.put(Fact.SOURCES, List.of(source));
        facts.put(Fact.SUBJECTS, listed(subject()));
        facts.put(Fact.REPOSITORY, listed(repository));
        facts.put(Fact.BRANCHES, listed(branch));
        return new Event(
                Event.Kind.CDEVENT,
                "cdevent:" + DerivedId.of(List.of(event.getSource().toString(), event.getId())),
                Subject.tenantOf(repository),
                repository,
                branch,
                Limits.COMMIT.matcher(commit()).matches() ? commit() : "",
                "",
                facts,
                variables(source),
                chain());
    }

    private Map<String, String> variables(String source) {
        Map<String, String> variables = new LinkedHashMap<>();
        Event.put(variables, "_TYPE", event.getType());
        Event.put(variables, "_SOURCE", source);
        Event.put(variables, "_SUBJECT", subject());
        return variables;
    }

    private String subject() {
        return Texts.line(data.text("/subject/id"), TEXT_MAX);
    }

    /** A job that sends an event may say what led to itself: it finds that in its environment. */
    private List<String> chain() {
        return List.of(data.text("/customData/triggeredBy").split(" ")).stream()
                .filter(rule -> !rule.isEmpty())
                .limit(Limits.CHAIN_MAX)
                .toList();
    }

    private static List<String> listed(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private static String place(URI source) {
        String path = source.getPath() == null ? source.getSchemeSpecificPart() : source.getPath();
        String place = path.replaceAll("^/+|/+$", "");
        return place.isEmpty() && source.getHost() != null ? source.getHost() : place;
    }
}
