// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.JobSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler keeps at hand of a job that is not settled; its specification and work stay in the store.
 *
 * @param tenant whose share of the pool it takes from
 * @param position in the order of admission; older is smaller
 * @param priority 0 to 9, higher first
 * @param front whether it goes before others of its tenant and priority, because a lease of it ended without a result
 * @param labels what its runner must have
 * @param openNeeds jobs it still waits for
 * @param dependents jobs that need it
 * @param attempts granted so far
 * @param attemptsLost of these, those that count against {@code attemptsMax}
 * @param attemptsMax how many attempts may be lost before it is abandoned
 * @param timeLimit of an attempt
 * @param cancelRequested whether someone asked for its end
 * @param lease the live lease, or the one whose result is awaited; null when none
 */
public record Job(
        JobId id,
        String pool,
        String tenant,
        long position,
        int priority,
        boolean front,
        Labels labels,
        List<JobId> openNeeds,
        List<JobId> dependents,
        int attempts,
        int attemptsLost,
        int attemptsMax,
        Duration timeLimit,
        boolean cancelRequested,
        @Nullable Lease lease) {

    /** Among jobs of one tenant and priority: what lost its runner, then the oldest. */
    public static final Comparator<Job> AGE =
            Comparator.comparing(Job::front).reversed().thenComparingLong(Job::position);

    /** The job as its admission makes it. */
    public static Job admitted(String pool, Admission admission) {
        JobSpec spec = admission.getSpec();
        return new Job(
                new JobId(spec.getJobId()),
                pool,
                spec.getTenant(),
                admission.getPosition(),
                spec.getPriority(),
                false,
                Labels.of(spec.getLabels()),
                spec.getNeeds().stream().distinct().map(JobId::new).toList(),
                List.of(),
                0,
                0,
                spec.getMaxAttempts(),
                Duration.ofMillis(spec.getTimeLimitMillis()),
                false,
                null);
    }

    /** The lease of a job that is known to have one. */
    public Lease leaseOrThrow() {
        return Objects.requireNonNull(lease, () -> "no lease: " + id);
    }

    boolean leasedTo(int attempt, String session) {
        return lease != null && lease.heldBy(attempt, session);
    }

    public boolean waiting() {
        return !openNeeds.isEmpty();
    }

    public boolean queued() {
        return lease == null && openNeeds.isEmpty();
    }

    /** The same job, of values that are equal to its own. */
    public Job sharing(String samePool, String sameTenant, Labels sameLabels) {
        return new Job(
                id,
                samePool,
                sameTenant,
                position,
                priority,
                front,
                sameLabels,
                openNeeds,
                dependents,
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                lease);
    }

    /** What sorts before every job of a priority. */
    public Job aheadOf(int ofPriority) {
        return new Job(
                id,
                pool,
                tenant,
                Long.MIN_VALUE,
                ofPriority,
                true,
                labels,
                openNeeds,
                dependents,
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                lease);
    }

    public Job withDependents(List<JobId> all) {
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                front,
                labels,
                openNeeds,
                List.copyOf(all),
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                lease);
    }

    public Job without(JobId need) {
        List<JobId> left = openNeeds.stream().filter(open -> !open.equals(need)).toList();
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                front,
                labels,
                left,
                dependents,
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                lease);
    }

    public Job requeued(boolean toFront, int lost) {
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                toFront,
                labels,
                openNeeds,
                dependents,
                attempts,
                lost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                null);
    }

    public Job released() {
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                front,
                labels,
                openNeeds,
                dependents,
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                null);
    }

    public Job with(Lease changed) {
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                front,
                labels,
                openNeeds,
                dependents,
                Math.max(attempts, changed.attempt()),
                attemptsLost,
                attemptsMax,
                timeLimit,
                cancelRequested,
                changed);
    }

    public Job cancelling() {
        return new Job(
                id,
                pool,
                tenant,
                position,
                priority,
                front,
                labels,
                openNeeds,
                dependents,
                attempts,
                attemptsLost,
                attemptsMax,
                timeLimit,
                true,
                lease);
    }
}
