// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import io.cloudevents.CloudEvent;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.observations.Ending;
import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.observations.Times;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a CDEvent says of a run of a task or a pipeline. */
final class RunEvent {
    private static final Pattern TYPE =
            Pattern.compile("dev\\.cdevents\\.(taskrun|pipelinerun)\\.(queued|started|finished)(\\.[0-9A-Za-z.-]*)?");
    private static final Pattern ID = Pattern.compile(".{1,256}");
    private static final String NAME = "cdevents";

    private final CloudEvent event;
    private final String kind;
    private final String step;

    private RunEvent(CloudEvent event, String kind, String step) {
        this.event = event;
        this.kind = kind;
        this.step = step;
    }

    /** Empty for an event of something else. */
    static Optional<RunEvent> of(CloudEvent event) {
        Matcher type = TYPE.matcher(event.getType());
        return type.matches() ? Optional.of(new RunEvent(event, type.group(1), type.group(2))) : Optional.empty();
    }

    /** A word to count it by. */
    String kind() {
        return kind;
    }

    /**
     * The run, as it stands.
     *
     * @throws ProblemException 400 when it is not as CDEvents describes it
     */
    Sighting read() {
        if (event.getData() == null) {
            throw ProblemException.invalid(List.of(new FieldError("/data", "Expected the CDEvent")));
        }
        Cdevent cdevent = new Cdevent(event);
        Payload data = cdevent.data();
        boolean task = kind.equals("taskrun");
        String id = data.required("/subject/id", ID);
        data.check();
        Payload content = data.part("/subject/content");
        Sighting seen = new Sighting(NAME, event.getSource().toString(), cdevent.repository(), kind + ":" + id, 1)
                .named(content.text(task ? "/taskName" : "/pipelineName"))
                .of(cdevent.branch(), cdevent.commit())
                .in(content.text("/pipelineName"), task ? content.text("/pipelineRun/id") : id)
                .shownAt(content.has("/url") ? content.text("/url") : content.text("/uri"));
        return stands(seen, content);
    }

    private Sighting stands(Sighting seen, Payload content) {
        Instant at = at();
        return switch (step) {
            case "queued" -> seen.created(at).queued(at);
            case "started" -> seen.running(null, at);
            default -> seen.finished(at, ending(content.text("/outcome"), content.line("/errors")));
        };
    }

    private @Nullable Instant at() {
        return event.getTime() == null ? null : Times.parse(event.getTime().toString());
    }

    private static Ending ending(String outcome, String errors) {
        return switch (outcome) {
            case "success" -> Ending.SUCCEEDED;
            case "failure" -> new Ending(Outcome.FAILED, Cause.SCRIPT, errors);
            case "error" -> new Ending(Outcome.FAILED, Cause.INFRASTRUCTURE, errors);
            case "cancel" -> new Ending(Outcome.CANCELLED, Cause.USER, errors);
            default -> Ending.unknown(outcome);
        };
    }
}
