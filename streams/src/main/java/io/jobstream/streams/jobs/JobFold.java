// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.Settlement;
import io.jobstream.topics.RequirementSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one job looks like after a fact, a heartbeat or the settling of a job that it needs. */
public final class JobFold {
    /**
     * A revision is the event's offset, shifted by this, plus the statements since. So it is the same or larger when
     * the view is computed again from the log, and readers that keep the largest take the new statements.
     */
    private static final int OFFSET_SHIFT = 16;

    private JobFold() {}

    /** The job after {@code event}; null where the event changes nothing, or the job is unknown. */
    public static @Nullable JobStatus after(@Nullable JobStatus before, LoggedEvent logged) {
        JobEvent event = logged.event();
        long offset = logged.offset();
        if (before == null) {
            return event.getAdmission() == null ? null : admitted(logged, event.getAdmission());
        }
        if (offset <= before.getEventOffset() || event.getType() == JobEventType.JOB_ADMITTED) {
            return null; // Read again.
        }
        JobStatus.Builder next = next(before, event.getAt(), offset);
        return switch (event.getType()) {
            case JOB_QUEUED ->
                next.setState(JobState.QUEUED)
                        .setQueuedAt(logged.at())
                        .setWaitingForNeeds(List.of())
                        .setDelayedUntil(null)
                        .build();
            case JOB_DELAYED ->
                next.setState(JobState.WAITING)
                        .setDelayedUntil(event.getDelay().getUntil())
                        .build();
            case CANCELLATION_ACCEPTED -> next.setCancelRequested(true).build();
            case LEASE_GRANTED ->
                next.setState(JobState.ASSIGNED)
                        .setAttempts(with(before, granted(logged)))
                        .build();
            case LEASE_ACCEPTED ->
                attempt(
                        next.setState(JobState.RUNNING),
                        event,
                        attempt -> attempt.setAcceptedAt(event.getAt()).setPhase(AttemptPhase.ACCEPTED));
            case ATTEMPT_ENDED -> attempt(next, event, attempt -> attempt.setPhase(null));
            case RESULT_ACCEPTED -> attempt(next, event, attempt -> resulted(attempt, event.getResult()));
            case LEASE_ENDED -> attempt(next, event, attempt -> ended(attempt, event));
            case JOB_SETTLED -> settled(next, event.getSettlement(), event.getAt());
            default -> null;
        };
    }

    /** The job after one that it needs has ended, for which it waits no longer. */
    public static JobStatus needEnded(JobStatus before, String need, Instant at, long offset) {
        List<String> left = before.getWaitingForNeeds().stream()
                .filter(id -> !id.equals(need))
                .toList();
        return next(before, at, offset).setWaitingForNeeds(left).build();
    }

    /** The job after a heartbeat that lists its attempt; null where it says nothing new. */
    public static @Nullable JobStatus held(JobStatus before, String sessionId, HeldAttempt held, Instant now) {
        boolean says = before.getAttempts().stream()
                .anyMatch(attempt -> attempt.getAttempt() == held.getAttempt()
                        && attempt.getSessionId().equals(sessionId)
                        // Without a phase it is not accepted yet, or over: heartbeats and facts are read side by side.
                        && attempt.getPhase() != null
                        && (attempt.getPhase() != held.getPhase()
                                || !held.getUse().equals(attempt.getUse())));
        return says
                ? next(before, now, before.getEventOffset())
                        .setAttempts(replaced(
                                before.getAttempts(),
                                held.getAttempt(),
                                attempt -> attempt.setPhase(held.getPhase()).setUse(held.getUse())))
                        .build()
                : null;
    }

    /** The same, stated again. */
    public static JobStatus restated(JobStatus before, Instant now) {
        return next(before, now, before.getEventOffset()).build();
    }

    private static JobStatus.Builder next(JobStatus before, Instant at, long offset) {
        return same(before)
                .setRevision(Math.max(before.getRevision() + 1, offset << OFFSET_SHIFT))
                .setEventOffset(offset)
                .setUpdatedAt(at.isAfter(before.getUpdatedAt()) ? at : before.getUpdatedAt());
    }

    /** Avro's own copies copy all that is in it, which is not needed of what never changes. */
    private static JobStatus.Builder same(JobStatus job) {
        return JobStatus.newBuilder()
                .setSpec(job.getSpec())
                .setPool(job.getPool())
                .setState(job.getState())
                .setRevision(job.getRevision())
                .setEventOffset(job.getEventOffset())
                .setAcceptedAt(job.getAcceptedAt())
                .setQueuedAt(job.getQueuedAt())
                .setSettledAt(job.getSettledAt())
                .setUpdatedAt(job.getUpdatedAt())
                .setOutcome(job.getOutcome())
                .setCause(job.getCause())
                .setMessage(job.getMessage())
                .setCancelRequested(job.getCancelRequested())
                .setWaitingForNeeds(job.getWaitingForNeeds())
                .setDelayedUntil(job.getDelayedUntil())
                .setRequirementSet(job.getRequirementSet())
                .setAttempts(job.getAttempts())
                .setObserved(job.getObserved());
    }

    private static JobStatus admitted(LoggedEvent logged, Admission admission) {
        JobEvent event = logged.event();
        long offset = logged.offset();
        List<String> needs = admission.getSpec().getNeeds();
        JobStatus.Builder job = JobStatus.newBuilder()
                .setSpec(admission.getSpec())
                .setPool(event.getPool())
                .setState(needs.isEmpty() ? JobState.QUEUED : JobState.WAITING)
                .setRevision(offset << OFFSET_SHIFT)
                .setEventOffset(offset)
                .setAcceptedAt(admission.getAcceptedAt())
                .setQueuedAt(needs.isEmpty() ? logged.at() : null)
                .setUpdatedAt(event.getAt())
                .setWaitingForNeeds(needs)
                .setRequirementSet(RequirementSet.of(admission.getSpec()).text());
        // A job that is refused is never admitted: its settlement says what it was.
        return event.getType() == JobEventType.JOB_SETTLED
                ? settled(job, event.getSettlement(), event.getAt())
                : job.build();
    }

    private static JobStatus settled(JobStatus.Builder next, Settlement settlement, Instant at) {
        return next.setState(JobState.SETTLED)
                .setSettledAt(at)
                .setOutcome(settlement.getOutcome())
                .setCause(settlement.getCause())
                .setMessage(settlement.getMessage())
                .setWaitingForNeeds(List.of())
                .setDelayedUntil(null)
                .build();
    }

    private static AttemptStatus granted(LoggedEvent logged) {
        JobEvent event = logged.event();
        return AttemptStatus.newBuilder()
                .setAttempt(event.getAttempt())
                .setRunnerId(event.getRunnerId())
                .setSessionId(event.getSessionId())
                .setGrantedAt(logged.at())
                .setSlotsCounted(
                        logged.event().getLease() == null
                                ? 1
                                : logged.event().getLease().getSlotsCounted())
                .build();
    }

    private static AttemptStatus.Builder resulted(AttemptStatus.Builder attempt, AcceptedResult result) {
        return attempt.setOutcome(result.getOutcome())
                .setCause(result.getCause())
                .setExitCode(result.getExitCode())
                .setStartedAt(result.getStartedAt())
                .setEndedAt(result.getEndedAt())
                .setUse(result.getUse());
    }

    private static AttemptStatus.Builder ended(AttemptStatus.Builder attempt, JobEvent event) {
        LeaseEnd end = event.getLeaseEnd();
        attempt.setPhase(null).setEndReason(end.getReason());
        if (end.getResult() != null) {
            resulted(attempt, end.getResult()); // The attempt's alone: the job goes on.
        }
        return attempt.getEndedAt() == null ? attempt.setEndedAt(event.getAt()) : attempt;
    }

    private static JobStatus attempt(
            JobStatus.Builder next, JobEvent event, UnaryOperator<AttemptStatus.Builder> change) {
        return next.setAttempts(replaced(next.getAttempts(), event.getAttempt(), change))
                .build();
    }

    private static List<AttemptStatus> replaced(
            List<AttemptStatus> attempts, int number, UnaryOperator<AttemptStatus.Builder> change) {
        return attempts.stream()
                .map(attempt -> attempt.getAttempt() == number
                        ? change.apply(AttemptStatus.newBuilder(attempt)).build()
                        : attempt)
                .toList();
    }

    private static List<AttemptStatus> with(JobStatus before, AttemptStatus attempt) {
        List<AttemptStatus> attempts = new ArrayList<>(before.getAttempts());
        attempts.add(attempt);
        return attempts;
    }
}
