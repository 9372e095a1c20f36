// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.RequirementSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** The newest state of each job. Safe for use by many threads. */
public final class Jobs {
    private final Retention retention;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, KeptJob> byId = new HashMap<>();
    private final JobIndex index = new JobIndex();
    private final GroupHolders holders = new GroupHolders();
    private final Queues queues = new Queues();
    private final TreeMap<Place, KeptJob> settled = new TreeMap<>();
    /** A request that was accepted no later than a job that count made us forget may be of a forgotten job. */
    private Instant forgottenUpTo = Instant.MIN;

    /** For how long, and how many, settled jobs are remembered. */
    public record Retention(int settledMax, Duration settledAge) {}

    public Jobs(Retention retention) {
        this.retention = retention;
    }

    /**
     * Shows a request's jobs as ACCEPTED, but those that are known already or too old to be told from forgotten ones.
     */
    public void requested(JobRequest request, Instant now) {
        lock.writeLock().lock();
        try {
            boolean tellable = request.getAcceptedAt().isAfter(forgottenUpTo)
                    && request.getAcceptedAt().isAfter(now.minus(retention.settledAge()));
            for (int i = 0; tellable && i < request.getJobs().size(); i++) {
                JobSpec spec = request.getJobs().get(i).getSpec();
                if (!byId.containsKey(spec.getJobId())) {
                    replace(null, KeptJob.of(accepted(request, spec), KeptJob.NO_REVISION));
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Takes a statement, unless a newer one is known.
     *
     * @return whether this settled the job
     */
    public boolean stated(JobStatus status, Instant now) {
        lock.writeLock().lock();
        try {
            KeptJob known = byId.get(status.getSpec().getJobId());
            if (known != null && known.revision() >= status.getRevision()) {
                return false;
            }
            replace(known, KeptJob.of(status, status.getRevision()));
            forget(now);
            return status.getState() == JobState.SETTLED && (known == null || known.state() != JobState.SETTLED);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A job that the topic no longer has. */
    public void removed(String jobId) {
        lock.writeLock().lock();
        try {
            drop(byId.get(jobId));
        } finally {
            lock.writeLock().unlock();
        }
    }

    public Optional<JobStatus> find(String jobId) {
        return kept(jobId).map(KeptJob::status);
    }

    public Optional<String> repositoryOf(String jobId) {
        return kept(jobId).map(KeptJob::repository);
    }

    public Optional<String> tenantOf(String jobId) {
        return kept(jobId).map(KeptJob::tenant);
    }

    public boolean isSettled(String jobId) {
        return kept(jobId).filter(job -> job.state() == JobState.SETTLED).isPresent();
    }

    /**
     * Jobs, the newest first.
     *
     * @param cursor {@link JobPage#next} of the part before; null begins with the newest
     */
    public JobPage list(JobFilter filter, int limit, @Nullable String cursor) {
        Place place = cursor == null
                ? null
                : Place.ofCursor(cursor).orElseThrow(() -> new IllegalArgumentException("Not a cursor: " + cursor));
        List<KeptJob> found;
        lock.readLock().lock();
        try {
            found = index.after(place, filter, limit);
        } finally {
            lock.readLock().unlock();
        }
        List<KeptJob> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? shown.get(limit - 1).place().cursor() : null;
        return new JobPage(shown.stream().map(KeptJob::status).toList(), next);
    }

    /** Who holds a concurrency group; the ids of so many at most. */
    GroupHolders.Held holders(GroupKey group, int max) {
        lock.readLock().lock();
        try {
            return holders.of(group, max);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Which place a job has that waits for a runner; as {@link Queues#place} counts. */
    int place(Turn turn) {
        lock.readLock().lock();
        try {
            return queues.place(turn);
        } finally {
            lock.readLock().unlock();
        }
    }

    public int size() {
        lock.readLock().lock();
        try {
            return byId.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Optional<KeptJob> kept(String jobId) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(byId.get(jobId));
        } finally {
            lock.readLock().unlock();
        }
    }

    private void replace(@Nullable KeptJob known, KeptJob job) {
        drop(known);
        byId.put(job.place().jobId(), job);
        index.add(job);
        holders.add(job);
        queues.add(job);
        if (job.settledAt() != null) {
            settled.put(new Place(job.settledAt(), job.place().jobId()), job);
        }
    }

    private void drop(@Nullable KeptJob job) {
        if (job != null) {
            byId.remove(job.place().jobId());
            index.remove(job);
            holders.remove(job);
            queues.remove(job);
            if (job.settledAt() != null) {
                settled.remove(new Place(job.settledAt(), job.place().jobId()));
            }
        }
    }

    /** Two at a time at most, so that one statement never pays for many. */
    private void forget(Instant now) {
        Instant tooOld = now.minus(retention.settledAge());
        for (int i = 0; i < 2 && !settled.isEmpty(); i++) {
            KeptJob oldest = settled.lastEntry().getValue();
            boolean old = settled.lastKey().acceptedAt().isBefore(tooOld);
            if (!old && settled.size() <= retention.settledMax()) {
                return;
            }
            drop(oldest);
            if (oldest.place().acceptedAt().isAfter(forgottenUpTo)) {
                forgottenUpTo = oldest.place().acceptedAt();
            }
        }
    }

    private static JobStatus accepted(JobRequest request, JobSpec spec) {
        return JobStatus.newBuilder()
                .setSpec(spec)
                .setPool(request.getPool())
                .setState(JobState.ACCEPTED)
                .setRevision(0)
                .setEventOffset(-1)
                .setAcceptedAt(request.getAcceptedAt())
                .setUpdatedAt(request.getAcceptedAt())
                .setRequirementSet(RequirementSet.of(spec).text())
                .build();
    }
}
