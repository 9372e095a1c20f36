// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.traces;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Outcome;
import io.jobstream.traces.JobTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a job that has its outcome: the job, and below it each attempt and the time that it was waited for, with
 * the attributes of OpenTelemetry's conventions for CI/CD. Telling of the same job again makes the same spans.
 */
final class JobSpans {
    private JobSpans() {}

    /** None for a job that has no outcome yet, and where the caller said that its trace is not recorded. */
    static List<SpanData> of(JobStatus job) {
        JobTrace trace = JobTrace.of(job.getSpec());
        Instant settledAt = job.getSettledAt();
        if (job.getState() != JobState.SETTLED
                || settledAt == null
                || !trace.job().isSampled()) {
            return List.of();
        }
        List<SpanData> spans = new ArrayList<>();
        spans.add(new JobSpan(
                job.getSpec().getName(),
                trace.job(),
                trace.parent(),
                job.getAcceptedAt(),
                settledAt,
                status(job.getOutcome(), job.getMessage()),
                attributes(job),
                List.of()));
        Instant since = job.getAcceptedAt();
        for (AttemptStatus attempt : job.getAttempts()) {
            Instant endedAt = Objects.requireNonNullElse(attempt.getEndedAt(), settledAt);
            spans.add(waiting(trace, attempt, since));
            spans.add(attempt(trace, attempt, endedAt));
            since = endedAt;
        }
        return spans;
    }

    private static SpanData waiting(JobTrace trace, AttemptStatus attempt, Instant since) {
        return new JobSpan(
                "waiting",
                trace.waiting(attempt.getAttempt()),
                trace.job(),
                since,
                attempt.getGrantedAt(),
                StatusData.unset(),
                Attributes.builder()
                        .put("jobstream.attempt", attempt.getAttempt())
                        .build(),
                List.of());
    }

    private static SpanData attempt(JobTrace trace, AttemptStatus attempt, Instant endedAt) {
        return new JobSpan(
                "attempt " + attempt.getAttempt(),
                trace.attempt(attempt.getAttempt()),
                trace.job(),
                attempt.getGrantedAt(),
                endedAt,
                status(attempt.getOutcome(), word(attempt.getEndReason())),
                attributes(attempt),
                events(attempt));
    }

    private static StatusData status(@Nullable Outcome outcome, String message) {
        return outcome == Outcome.SUCCEEDED ? StatusData.ok() : StatusData.create(StatusCode.ERROR, message);
    }

    private static Attributes attributes(JobStatus job) {
        JobSpec spec = job.getSpec();
        AttributesBuilder attributes = Attributes.builder();
        put(attributes, "cicd.pipeline.run.id", spec.getPipelineId());
        put(attributes, "cicd.pipeline.task.name", spec.getName());
        put(attributes, "cicd.pipeline.task.run.id", spec.getJobId());
        put(attributes, "cicd.pipeline.task.run.result", result(job.getOutcome(), job.getCause()));
        put(attributes, "error.type", word(job.getCause()));
        put(attributes, "vcs.repository.name", spec.getRepository());
        put(attributes, "vcs.ref.head.name", spec.getBranch());
        put(attributes, "vcs.ref.head.revision", spec.getCommit());
        put(attributes, "jobstream.pool", job.getPool());
        put(attributes, "jobstream.tenant", spec.getTenant());
        Call call = spec.getCall();
        put(attributes, "jobstream.request.id", call == null ? null : call.getRequestId());
        return attributes.build();
    }

    private static Attributes attributes(AttemptStatus attempt) {
        AttributesBuilder attributes = Attributes.builder();
        attributes.put("jobstream.attempt", attempt.getAttempt());
        put(attributes, "cicd.worker.id", attempt.getRunnerId());
        put(attributes, "cicd.pipeline.task.run.result", result(attempt.getOutcome(), attempt.getCause()));
        put(attributes, "error.type", word(attempt.getCause()));
        if (attempt.getExitCode() != null) {
            attributes.put("process.exit.code", attempt.getExitCode());
        }
        return attributes.build();
    }

    private static List<EventData> events(AttemptStatus attempt) {
        List<EventData> events = new ArrayList<>();
        if (attempt.getAcceptedAt() != null) {
            events.add(JobSpan.event("accepted", attempt.getAcceptedAt()));
        }
        if (attempt.getStartedAt() != null) {
            events.add(JobSpan.event("started", attempt.getStartedAt()));
        }
        return events;
    }

    /** By the words of the conventions; an attempt without an outcome was lost. */
    private static String result(@Nullable Outcome outcome, @Nullable Cause cause) {
        if (outcome == null) {
            return "error";
        }
        return switch (outcome) {
            case SUCCEEDED -> "success";
            case FAILED -> cause == Cause.INFRASTRUCTURE ? "error" : "failure";
            case TIMED_OUT -> "timeout";
            case CANCELLED -> "cancellation";
            case ABANDONED, REFUSED, UNKNOWN -> "error";
        };
    }

    private static String word(@Nullable Enum<?> value) {
        return value == null ? "" : value.name().toLowerCase(Locale.ROOT);
    }

    private static void put(AttributesBuilder attributes, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
