// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a decision may look at: one partition's jobs, runners and time. Every method costs O(log n) or less. */
public interface SchedulingView {
    /** The largest stamp read of the partition's heartbeats and ticks; never goes back. */
    Instant now();

    /** The newest tick's stamp; nothing expires by anything else. */
    Instant ticked();

    /** Until then nothing is lost, because time stood still before. */
    Instant graceUntil();

    /** The position of the next job to be admitted. */
    long nextPosition();

    /** A job that is not settled. */
    Optional<Job> job(JobId id);

    /** Whether the job has settled, as long as that is remembered. */
    boolean settled(JobId id);

    Optional<Runner> runner(RunnerId id);

    /** The jobs whose lease, live or with its result awaited, is a session's of this runner; by their ids. */
    List<Job> leasedBy(RunnerId id);

    /** The jobs of a pipeline that have not settled, by age. */
    List<Job> ofPipeline(String pool, String pipeline);

    /** The jobs of a concurrency group that have not settled, by age. */
    List<Job> ofGroup(String pool, String tenant, String group);

    /** Pools with a job or a runner. */
    Collection<String> pools();

    /** What counts against a pool's limits. */
    PoolSize size(String pool);

    /** Whether a job of the pool that has not settled asks for these. */
    boolean asksFor(String pool, Requirements requirements);

    /** How a pool is run. */
    PoolTerms poolTerms(String pool);

    /** The jobs of a pool that wait for a runner, by what they ask for. */
    Collection<? extends Backlog> backlogs(String pool);

    /** What counts for a tenant. */
    TenantTerms terms(String tenant);

    /** Whether a job of the pool that has not settled is the tenant's. */
    boolean hasJobs(String pool, String tenant);

    /** The tenant's jobs of a pool that have no lease. */
    int queued(String pool, String tenant);

    /**
     * Of the tenants that have a job on one of these levels, allowed by its concurrency group, and may have another
     * slot, who has least of the pool.
     */
    Optional<? extends Tenant> least(String pool, Collection<? extends Level> levels);

    /** Whether a runner of the pool takes work and has a free slot, whatever its labels. */
    boolean anyRunnerFree(String pool);

    /**
     * The runner to give a job that asks for these: of those that take work, have the labels and enough left, one that
     * has fewest kinds of resources that are not asked for; of these, by the pool's packing, the freest or the fullest.
     *
     * @param except runners that are not asked
     */
    Optional<Runner> freeRunner(String pool, Requirements requirements, Set<RunnerId> except);

    /**
     * Of the runners that have a free slot and could run a job that asks for these if nobody had their resources, the
     * one with most of these left.
     */
    Optional<Runner> nearestRunner(String pool, Requirements requirements);

    /** The job with the nearest deadline of a kind. */
    Optional<JobDeadline> firstDeadline(JobDeadline.Kind kind);

    /** Jobs with a deadline of a kind that is not after an instant, the nearest first; at most so many. */
    List<JobDeadline> due(JobDeadline.Kind kind, Instant notAfter, int max);

    /** The runner that is here and was heard longest ago. */
    Optional<Runner> longestSilent();

    /** The runner that is gone and was heard longest ago. */
    Optional<Runner> longestGone();

    /** Whether a cancellation of this came before what it is of. */
    boolean cancellationKept(CancelTarget target);

    /** A job whose cancellation, or that of its pipeline, came before it. */
    Optional<JobId> cancelledBeforeAdmitted();

    /** The cancellation that has been kept for longest. */
    Optional<KeptCancellation> oldestCancellation();

    /** When the oldest remembered settled job settled, to the minute. */
    Optional<Instant> oldestSettled();

    /**
     * How large a pool is.
     *
     * @param jobs that have not settled
     * @param requirementSets that these jobs ask for
     * @param tenants whose these jobs are
     * @param runners that are there
     */
    record PoolSize(int jobs, int requirementSets, int tenants, int runners) {
        public static final PoolSize EMPTY = new PoolSize(0, 0, 0, 0);
    }

    /** Jobs of a pool that wait for a runner and ask for the same. */
    interface Backlog {
        Requirements requirements();

        /** One for each priority that a job waits with, the highest first; never empty. */
        Collection<? extends Level> levels();
    }

    /** Jobs of a backlog that have the same priority. */
    interface Level {
        int priority();

        /**
         * Since when it has been given nothing: since it began, or since its last grant. Log time, epoch milliseconds.
         */
        long sinceMillis();

        /** The next, in {@link Job#AGE}, of the tenant's jobs that their concurrency groups allow. */
        Optional<Job> first(Tenant tenant);
    }

    /** Whose jobs wait in a pool. */
    interface Tenant {}

    /** A cancellation that came before what it is of. */
    record KeptCancellation(CancelTarget target, Instant until) {}
}
