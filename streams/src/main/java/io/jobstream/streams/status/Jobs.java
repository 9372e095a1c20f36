// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.streams.jobs.JobFold;
import io.jobstream.streams.jobs.LoggedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All live jobs of a partition: who needs whom, what is stated when. */
final class Jobs {
    /** Statements that say nothing new but what an attempt uses are at least this far apart. */
    static final Duration USE_APART = Duration.ofSeconds(1);

    /** A live job is stated at least this often, so that the topic's retention forgets settled ones only. */
    static final Duration RESTATED_EVERY = Duration.ofDays(7);

    private static final int RESTATED_PER_TICK_MAX = 100;

    private final Views views;
    private final Runners runners;
    private final Pools pools;
    private final Consumer<Statement<?>> out;

    private final Map<String, Set<String>> dependents = new HashMap<>();
    private final Map<String, Held> unstated = new HashMap<>();
    private final Map<String, Due> dueByJob = new HashMap<>();
    private final TreeSet<Due> restatements =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::jobId));

    Jobs(Views views, Runners runners, Pools pools, Consumer<Statement<?>> out) {
        this.views = views;
        this.runners = runners;
        this.pools = pools;
        this.out = out;
        views.eachJob(job -> {
            index(job);
            pools.changed(null, job);
        });
    }

    void happened(LoggedEvent logged) {
        JobEvent event = logged.event();
        String jobId = event.getJobId();
        if (jobId == null) {
            return;
        }
        JobStatus before = views.job(jobId);
        JobStatus after = JobFold.after(before, logged);
        if (after == null) {
            return;
        }
        if (event.getType() == JobEventType.LEASE_ACCEPTED) {
            after = withPhase(after, event);
        }
        keep(before, after);
        if (stated(after, event.getType())) {
            out.accept(Statement.of(after));
        }
        if (event.getType() == JobEventType.LEASE_ENDED) {
            attemptEnded(after, event, logged.offset());
        }
        if (after.getState() == JobState.SETTLED) {
            release(after, logged.offset());
        }
    }

    /** A runner's own words on what it holds. */
    void reported(RunnerReport report, Instant now) {
        for (HeldAttempt held : report.getAttempts()) {
            reported(new Held(report.getSessionId(), held), now);
        }
    }

    void ticked(Instant now) {
        for (Iterator<Map.Entry<String, Held>> left = unstated.entrySet().iterator(); left.hasNext(); ) {
            Map.Entry<String, Held> entry = left.next();
            JobStatus job = views.job(entry.getKey());
            if (job == null) {
                left.remove();
            } else if (mayStateUse(job, now)) {
                left.remove();
                state(
                        job,
                        JobFold.held(
                                job,
                                entry.getValue().sessionId(),
                                entry.getValue().attempt(),
                                now));
            }
        }
        for (int i = 0; i < RESTATED_PER_TICK_MAX && due(now); i++) {
            restate(restatements.first(), now);
        }
    }

    private void reported(Held held, Instant now) {
        String jobId = held.attempt().getJobId();
        JobStatus before = views.job(jobId);
        if (before == null) {
            return;
        }
        JobStatus after = JobFold.held(before, held.sessionId(), held.attempt(), now);
        if (after == null) {
            unstated.remove(jobId);
        } else if (phaseChanged(before, after) || mayStateUse(before, now)) {
            unstated.remove(jobId);
            state(before, after);
        } else {
            unstated.put(jobId, held);
        }
    }

    /** A result, and the end of a lease, are followed by what comes of them: the same input caused it. */
    private static boolean stated(JobStatus after, JobEventType type) {
        return switch (type) {
            case JOB_ADMITTED -> after.getState() != JobState.QUEUED;
            case RESULT_ACCEPTED, LEASE_ENDED -> false;
            default -> true;
        };
    }

    /** The heartbeat that accepted the lease may have been read before the fact that says so. */
    private JobStatus withPhase(JobStatus accepted, JobEvent event) {
        return runners.held(event)
                .map(held -> JobFold.held(accepted, event.getSessionId(), held, accepted.getUpdatedAt()))
                .orElse(accepted);
    }

    private void attemptEnded(JobStatus job, JobEvent event, long offset) {
        for (AttemptStatus attempt : job.getAttempts()) {
            if (attempt.getAttempt() == event.getAttempt()) {
                out.accept(Statement.of(AttemptRecord.newBuilder()
                        .setSpec(job.getSpec())
                        .setPool(job.getPool())
                        .setAttempt(attempt)
                        .setAcceptedAt(job.getAcceptedAt())
                        .setQueuedAt(job.getQueuedAt() == null ? job.getAcceptedAt() : job.getQueuedAt())
                        .setSettles(attempt.getEndReason() == LeaseEndReason.RESULT)
                        .setEventOffset(offset)
                        .build()));
            }
        }
    }

    private void release(JobStatus settled, long offset) {
        String need = settled.getSpec().getJobId();
        for (String jobId : dependents.getOrDefault(need, Set.of())) {
            JobStatus before = views.job(jobId);
            if (before != null && before.getWaitingForNeeds().contains(need) && goesOn(before, settled)) {
                JobStatus after = JobFold.needEnded(before, need, settled.getUpdatedAt(), offset);
                keep(before, after);
                if (!after.getWaitingForNeeds().isEmpty()) { // Else it is queued next, or has its outcome.
                    out.accept(Statement.of(after));
                }
            }
        }
        dependents.remove(need);
    }

    /** Whether it may still run, now that one that it needs has settled. */
    private static boolean goesOn(JobStatus dependent, JobStatus settled) {
        NeedsCondition condition = dependent.getSpec().getNeedsCondition();
        boolean mustSucceed = condition == null || condition == NeedsCondition.SUCCESS;
        return settled.getOutcome() == Outcome.SUCCEEDED || !mustSucceed;
    }

    private void state(JobStatus before, @Nullable JobStatus after) {
        if (after != null) {
            keep(before, after);
            out.accept(Statement.of(after));
        }
    }

    private void keep(@Nullable JobStatus before, JobStatus after) {
        String jobId = after.getSpec().getJobId();
        pools.changed(before, after);
        if (after.getState() == JobState.SETTLED) {
            forget(before, jobId);
        } else {
            views.put(after);
            if (before == null) {
                index(after);
            }
        }
    }

    private void forget(@Nullable JobStatus before, String jobId) {
        views.removeJob(jobId);
        unstated.remove(jobId);
        notDue(jobId);
        if (before != null) {
            before.getWaitingForNeeds()
                    .forEach(need -> dependents.computeIfPresent(need, (id, waiting) -> without(waiting, jobId)));
        }
    }

    private static @Nullable Set<String> without(Set<String> waiting, String jobId) {
        waiting.remove(jobId);
        return waiting.isEmpty() ? null : waiting;
    }

    private void index(JobStatus job) {
        String jobId = job.getSpec().getJobId();
        job.getWaitingForNeeds()
                .forEach(need ->
                        dependents.computeIfAbsent(need, id -> new TreeSet<>()).add(jobId));
        restateAfter(job);
    }

    private boolean due(Instant now) {
        return !restatements.isEmpty() && !restatements.first().at().isAfter(now);
    }

    private void restate(Due due, Instant now) {
        JobStatus job = views.job(due.jobId());
        if (job == null) {
            notDue(due.jobId());
            return;
        }
        if (!job.getUpdatedAt().plus(RESTATED_EVERY).isAfter(now)) {
            job = JobFold.restated(job, now);
            views.put(job);
            out.accept(Statement.of(job));
        }
        restateAfter(job);
    }

    private void restateAfter(JobStatus job) {
        String jobId = job.getSpec().getJobId();
        notDue(jobId);
        Due due = new Due(job.getUpdatedAt().plus(RESTATED_EVERY), jobId);
        dueByJob.put(jobId, due);
        restatements.add(due);
    }

    private void notDue(String jobId) {
        Due due = dueByJob.remove(jobId);
        if (due != null) {
            restatements.remove(due);
        }
    }

    private static boolean mayStateUse(JobStatus job, Instant now) {
        return !job.getUpdatedAt().plus(USE_APART).isAfter(now);
    }

    private static boolean phaseChanged(JobStatus before, JobStatus after) {
        for (int i = 0; i < after.getAttempts().size(); i++) {
            if (before.getAttempts().get(i).getPhase()
                    != after.getAttempts().get(i).getPhase()) {
                return true;
            }
        }
        return false;
    }

    private record Held(String sessionId, HeldAttempt attempt) {}

    private record Due(Instant at, String jobId) {}
}
