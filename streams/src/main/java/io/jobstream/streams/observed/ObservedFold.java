// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.ObservedState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a job that runs elsewhere looks like after an observation. States only move forward, and what comes late fills
 * in what was not known yet: observations that do not contradict each other give the same job in every order, however
 * often each comes. Of two that say how it ended the first one read counts.
 */
public final class ObservedFold {
    /** Before the provider's name; no pool that takes requests can be called so. */
    public static final String POOL_PREFIX = "observed:";

    /** As {@code JobFold} counts revisions. */
    private static final int OFFSET_SHIFT = 16;

    private ObservedFold() {}

    /** The job after an observation; null where it says nothing new. */
    public static @Nullable JobStatus after(@Nullable JobStatus before, LoggedObservation logged) {
        JobObservation seen = logged.observation();
        if (seen.getState() == ObservedState.UNKNOWN) {
            return null; // A word of a later version.
        }
        if (before == null) {
            return stated(merged(begun(logged), seen, true), 0, logged);
        }
        if (logged.offset() <= before.getEventOffset()) {
            return null; // Read again.
        }
        boolean latest = rank(seen.getState()) >= rank(before.getState());
        JobStatus.Builder next = merged(JobStatus.newBuilder(before), seen, latest);
        return encoded(JobStatus.newBuilder(next).build()).equals(encoded(before))
                ? null
                : stated(next, before.getRevision() + 1, logged);
    }

    /** Avro's lists of records that hold times do not compare. */
    private static ByteBuffer encoded(JobStatus job) {
        try {
            return job.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JobStatus.Builder begun(LoggedObservation logged) {
        JobObservation seen = logged.observation();
        return JobStatus.newBuilder()
                .setSpec(seen.getSpec())
                .setPool(POOL_PREFIX + seen.getRun().getProvider())
                .setState(JobState.WAITING)
                .setRevision(0)
                .setEventOffset(logged.offset())
                .setAcceptedAt(seen.getObservedAt())
                .setUpdatedAt(logged.stamp())
                .setRequirementSet("")
                .setAttempts(List.of())
                .setObserved(seen.getRun());
    }

    /** {@code latest}: nothing further on than this has been seen, so that its words replace others. */
    private static JobStatus.Builder merged(JobStatus.Builder job, JobObservation seen, boolean latest) {
        ObservedRun run = run(job.getObserved(), seen.getRun(), latest);
        JobSpec spec = spec(job.getSpec(), seen, latest);
        job.setSpec(spec)
                .setObserved(run)
                .setRequirementSet(String.join(",", spec.getLabels()))
                .setState(latest ? state(seen.getState()) : job.getState())
                .setAcceptedAt(began(job.getAcceptedAt(), seen))
                .setQueuedAt(earliest(job.getQueuedAt(), seen.getQueuedAt()));
        if (seen.getState() == ObservedState.FINISHED && job.getSettledAt() == null) {
            job.setSettledAt(seen.getFinishedAt() == null ? seen.getObservedAt() : seen.getFinishedAt())
                    .setOutcome(seen.getOutcome())
                    .setCause(seen.getCause())
                    .setMessage(seen.getMessage());
        }
        Instant known =
                job.getAttempts().isEmpty() ? null : job.getAttempts().get(0).getStartedAt();
        Instant startedAt = earliest(known, seen.getStartedAt());
        return job.setAttempts(startedAt == null ? List.of() : List.of(attempt(job, run, startedAt)));
    }

    private static JobStatus stated(JobStatus.Builder next, long revisionMin, LoggedObservation logged) {
        boolean later = logged.stamp().isAfter(next.getUpdatedAt());
        return next.setRevision(Math.max(revisionMin, logged.offset() << OFFSET_SHIFT))
                .setEventOffset(logged.offset())
                .setUpdatedAt(later ? logged.stamp() : next.getUpdatedAt())
                .build();
    }

    /** There is no lease elsewhere: who starts it was given it and accepted it at that moment. */
    private static AttemptStatus attempt(JobStatus.Builder job, ObservedRun run, Instant startedAt) {
        boolean settled = job.getState() == JobState.SETTLED;
        return AttemptStatus.newBuilder()
                .setAttempt(run.getRunAttempt())
                .setRunnerId(run.getRunner())
                .setSessionId("")
                .setGrantedAt(startedAt)
                .setAcceptedAt(startedAt)
                .setStartedAt(startedAt)
                .setEndedAt(job.getSettledAt())
                .setPhase(settled ? null : AttemptPhase.RUNNING)
                .setEndReason(settled ? LeaseEndReason.RESULT : null)
                .setOutcome(job.getOutcome())
                .setCause(job.getCause())
                .build();
    }

    private static ObservedRun run(ObservedRun known, ObservedRun seen, boolean latest) {
        return ObservedRun.newBuilder(known)
                .setWorkflow(text(known.getWorkflow(), seen.getWorkflow(), latest))
                .setRunId(text(known.getRunId(), seen.getRunId(), latest))
                .setRunner(text(known.getRunner(), seen.getRunner(), latest))
                .setUrl(text(known.getUrl(), seen.getUrl(), latest))
                .build();
    }

    private static JobSpec spec(JobSpec known, JobObservation observation, boolean latest) {
        JobSpec seen = observation.getSpec();
        boolean replaces =
                !seen.getLabels().isEmpty() && (latest || known.getLabels().isEmpty());
        return JobSpec.newBuilder(known)
                .setName(name(
                        known.getName(), seen.getName(), observation.getRun().getExternalId(), latest))
                .setBranch(text(known.getBranch(), seen.getBranch(), latest))
                .setCommit(text(known.getCommit(), seen.getCommit(), latest))
                .setPipelineId(known.getPipelineId() == null ? seen.getPipelineId() : known.getPipelineId())
                .setLabels(replaces ? seen.getLabels() : known.getLabels())
                .build();
    }

    /** The gateway calls a job by its id while nobody says its name. */
    private static String name(String known, String seen, String id, boolean latest) {
        return seen.equals(id) ? known : text(known, seen, latest || known.equals(id));
    }

    private static String text(String known, String seen, boolean latest) {
        return seen.isEmpty() || (!latest && !known.isEmpty()) ? known : seen;
    }

    private static Instant began(Instant known, JobObservation seen) {
        return Stream.of(known, seen.getCreatedAt(), seen.getQueuedAt(), seen.getStartedAt(), seen.getFinishedAt())
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(known);
    }

    private static @Nullable Instant earliest(@Nullable Instant known, @Nullable Instant seen) {
        return known == null || (seen != null && seen.isBefore(known)) ? seen : known;
    }

    private static int rank(ObservedState state) {
        return rank(state(state));
    }

    private static int rank(JobState state) {
        return switch (state) {
            case QUEUED -> 1;
            case RUNNING -> 2;
            case SETTLED -> 3;
            default -> 0;
        };
    }

    private static JobState state(ObservedState state) {
        return switch (state) {
            case QUEUED -> JobState.QUEUED;
            case RUNNING -> JobState.RUNNING;
            case FINISHED -> JobState.SETTLED;
            case WAITING, UNKNOWN -> JobState.WAITING;
        };
    }
}
