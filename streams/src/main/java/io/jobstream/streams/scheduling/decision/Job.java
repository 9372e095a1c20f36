// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler keeps at hand of a job that is not settled; its specification and work stay in the store.
 *
 * @param position in the order of admission; older is smaller
 * @param startBy after that no attempt begins; null when there is no such time
 * @param front whether it goes before others of its tenant and priority, because a lease of it ended without a result
 * @param pipeline that it belongs to; null for none
 * @param openNeeds jobs it still waits for
 * @param needFailed whether one that it needed failed, or was cancelled since something that it needed failed
 * @param dependents jobs that need it
 * @param attempts granted so far
 * @param attemptsLost of these, those that count against {@link JobTerms#attemptsMax}
 * @param cancelRequested whether someone asked for its end
 * @param delayedUntil when it is queued again after an attempt that failed or was lost; null when it is not delayed
 * @param lease the live lease, or the one whose result is awaited; null when none
 */
public record Job(
        JobId id,
        JobTerms terms,
        long position,
        @Nullable Instant startBy,
        boolean front,
        @Nullable String pipeline,
        List<JobId> openNeeds,
        boolean needFailed,
        List<JobId> dependents,
        int attempts,
        int attemptsLost,
        boolean cancelRequested,
        @Nullable Instant delayedUntil,
        @Nullable Lease lease) {

    /** Among jobs of one tenant and priority: what lost its runner, then the oldest. */
    public static final Comparator<Job> AGE =
            Comparator.comparing(Job::front).reversed().thenComparingLong(Job::position);

    /** The job as its admission makes it. */
    public static Job admitted(String pool, Admission admission) {
        JobSpec spec = admission.getSpec();
        Long within = spec.getStartWithinMillis();
        return new Job(
                new JobId(spec.getJobId()),
                JobTerms.of(pool, spec),
                admission.getPosition(),
                within == null ? null : admission.getAcceptedAt().plusMillis(within),
                false,
                spec.getPipelineId(),
                spec.getNeeds().stream().distinct().map(JobId::new).toList(),
                false,
                List.of(),
                0,
                0,
                false,
                null,
                null);
    }

    public String pool() {
        return terms.pool();
    }

    public String tenant() {
        return terms.tenant();
    }

    public int priority() {
        return terms.priority();
    }

    public Requirements requirements() {
        return terms.requirements();
    }

    public @Nullable GroupTerms group() {
        return terms.group();
    }

    public int attemptsMax() {
        return terms.attemptsMax();
    }

    public Duration timeLimit() {
        return terms.timeLimit();
    }

    /** The lease of a job that is known to have one. */
    public Lease leaseOrThrow() {
        return Objects.requireNonNull(lease, () -> "no lease: " + id);
    }

    boolean leasedTo(int attempt, String session) {
        return lease != null && lease.heldBy(attempt, session);
    }

    /** Whether it waits for something else than a runner. */
    public boolean waiting() {
        return !openNeeds.isEmpty() || delayedUntil != null;
    }

    public boolean queued() {
        return lease == null && !waiting();
    }

    /** Whether an attempt that ends so, now, is followed by another. */
    boolean mayTryAgain(Cause cause, @Nullable Integer exitCode, Instant now) {
        int lost = attemptsLost + 1;
        return lost < terms.attemptsMax()
                && terms.retry().covers(cause, exitCode)
                && mayBegin(now.plus(terms.retry().delayAfter(lost)));
    }

    /** Whether an attempt may begin at an instant. */
    boolean mayBegin(Instant at) {
        return startBy == null || !at.isAfter(startBy);
    }

    /** The same job, of terms and a pipeline that are equal to its own. */
    public Job sharing(JobTerms same, @Nullable String samePipeline) {
        return new Job(
                id,
                same,
                position,
                startBy,
                front,
                samePipeline,
                openNeeds,
                needFailed,
                dependents,
                attempts,
                attemptsLost,
                cancelRequested,
                delayedUntil,
                lease);
    }

    public Job withDependents(List<JobId> all) {
        Copy copy = new Copy(this);
        copy.dependents = List.copyOf(all);
        return copy.made();
    }

    /** Whether it counts as failed for what needs it, when it ends so; one whose place was taken does not. */
    public boolean failsBy(Outcome outcome, @Nullable Cause cause) {
        return switch (outcome) {
            case FAILED, TIMED_OUT, ABANDONED -> true;
            case CANCELLED -> cause == Cause.POLICY && needFailed && !cancelRequested;
            default -> false;
        };
    }

    /** A job that settled long ago may have had its id, and needed something that it does not. */
    boolean awaits(JobId need) {
        return openNeeds.contains(need);
    }

    /**
     * One that it needs has ended. A need that had to succeed and did not stays open: the job will not run.
     *
     * @param failed as {@link #failsBy} has it
     */
    public Job needEnded(JobId need, Outcome outcome, boolean failed) {
        if (!awaits(need)) {
            return this;
        }
        Copy copy = new Copy(this);
        copy.needFailed = needFailed || failed;
        if (outcome == Outcome.SUCCEEDED || terms.condition() != NeedsCondition.SUCCESS) {
            copy.openNeeds =
                    openNeeds.stream().filter(open -> !open.equals(need)).toList();
        }
        return copy.made();
    }

    /**
     * Its lease, if it had one, has ended without its outcome, and it waits until {@code until} before it is queued.
     */
    public Job delayed(Instant until, int lost) {
        Copy copy = new Copy(this);
        copy.attemptsLost = lost;
        copy.delayedUntil = until;
        copy.lease = null;
        return copy.made();
    }

    public Job requeued(boolean toFront, int lost) {
        Copy copy = new Copy(this);
        copy.front = toFront;
        copy.attemptsLost = lost;
        copy.delayedUntil = null;
        copy.lease = null;
        return copy.made();
    }

    public Job released() {
        Copy copy = new Copy(this);
        copy.lease = null;
        return copy.made();
    }

    public Job with(Lease changed) {
        Copy copy = new Copy(this);
        copy.attempts = Math.max(attempts, changed.attempt());
        copy.lease = changed;
        return copy.made();
    }

    public Job cancelling() {
        Copy copy = new Copy(this);
        copy.cancelRequested = true;
        return copy.made();
    }

    /** The job, of which some is about to change. */
    private static final class Copy {
        private final Job job;
        private boolean front;
        private List<JobId> openNeeds;
        private boolean needFailed;
        private List<JobId> dependents;
        private int attempts;
        private int attemptsLost;
        private boolean cancelRequested;
        private @Nullable Instant delayedUntil;
        private @Nullable Lease lease;

        private Copy(Job job) {
            this.job = job;
            this.front = job.front;
            this.openNeeds = job.openNeeds;
            this.needFailed = job.needFailed;
            this.dependents = job.dependents;
            this.attempts = job.attempts;
            this.attemptsLost = job.attemptsLost;
            this.cancelRequested = job.cancelRequested;
            this.delayedUntil = job.delayedUntil;
            this.lease = job.lease;
        }

        private Job made() {
            return new Job(
                    job.id,
                    job.terms,
                    job.position,
                    job.startBy,
                    front,
                    job.pipeline,
                    openNeeds,
                    needFailed,
                    dependents,
                    attempts,
                    attemptsLost,
                    cancelRequested,
                    delayedUntil,
                    lease);
        }
    }
}
