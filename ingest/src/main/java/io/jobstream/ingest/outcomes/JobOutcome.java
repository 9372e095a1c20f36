// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.outcomes;

import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Fact;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.Outcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a job ended, of this system or observed in another. */
public record JobOutcome(
        JobSpec spec,
        String pool,
        Outcome outcome,
        @Nullable Cause cause,
        @Nullable ObservedRun observed) {

    /** Of a job that has its outcome; else empty. */
    static Optional<JobOutcome> of(JobStatus status) {
        Outcome outcome = status.getOutcome();
        return status.getState() == JobState.SETTLED && outcome != null
                ? Optional.of(new JobOutcome(
                        status.getSpec(), status.getPool(), outcome, status.getCause(), status.getObserved()))
                : Optional.empty();
    }

    /** As rules see it. A job ends once: that is what makes it the same event again. */
    public Event event() {
        return new Event(
                Event.Kind.OUTCOME,
                "outcome:" + spec.getJobId(),
                spec.getTenant(),
                spec.getRepository(),
                spec.getBranch(),
                spec.getCommit(),
                "",
                facts(),
                variables(),
                Objects.requireNonNullElse(spec.getTriggeredBy(), List.of()));
    }

    private Map<Fact, List<String>> facts() {
        Map<Fact, List<String>> facts = new EnumMap<>(Fact.class);
        facts.put(Fact.REPOSITORY, listed(spec.getRepository()));
        facts.put(Fact.BRANCHES, listed(spec.getBranch()));
        facts.put(Fact.JOBS, listed(spec.getName()));
        facts.put(Fact.POOLS, listed(pool));
        facts.put(Fact.OUTCOMES, listed(outcome.name()));
        facts.put(Fact.CAUSES, listed(word(cause)));
        return facts;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        Event.put(variables, "_JOB_ID", spec.getJobId());
        Event.put(variables, "_JOB_NAME", spec.getName());
        Event.put(variables, "_JOB_POOL", pool);
        Event.put(variables, "_JOB_OUTCOME", outcome.name());
        Event.put(variables, "_JOB_CAUSE", word(cause));
        Event.put(variables, "_PIPELINE_ID", Objects.requireNonNullElse(spec.getPipelineId(), ""));
        Event.put(variables, "_JOB_URL", observed == null ? "" : observed.getUrl());
        return variables;
    }

    private static String word(@Nullable Cause cause) {
        return cause == null ? "" : cause.name();
    }

    private static List<String> listed(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }
}
