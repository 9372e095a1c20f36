// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.SchedulingView.KeptCancellation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Cancellations that came before what they are of: in the store, and on the heap. */
final class KeptCancellations {
    private static final Map<CancelTarget.Kind, String> PREFIXES =
            Map.of(CancelTarget.Kind.JOB, "cj/", CancelTarget.Kind.PIPELINE, "cp/");

    /** Of jobs, as earlier versions of the format have them: of whatever pool. */
    private static final String WITHOUT_POOL = "c/";

    private static final String ANY_POOL = "";

    private final Storage storage;
    private final Deadlines<CancelTarget> deadlines = new Deadlines<>();
    private final TreeSet<CancelTarget> kept = new TreeSet<>();
    private final TreeSet<JobId> cancelledBeforeAdmitted = new TreeSet<>();

    KeptCancellations(Storage storage) {
        this.storage = storage;
    }

    /** Reads them anew, when these jobs are there. */
    void rebuild(Collection<Job> jobs) {
        deadlines.clear();
        kept.clear();
        cancelledBeforeAdmitted.clear();
        PREFIXES.forEach((kind, prefix) ->
                storage.scan(prefix, (key, bytes) -> index(target(kind, key, prefix), instant(bytes))));
        storage.scan(
                WITHOUT_POOL,
                (key, bytes) -> index(
                        CancelTarget.job(ANY_POOL, new JobId(key.substring(WITHOUT_POOL.length()))), instant(bytes)));
        if (!kept.isEmpty()) {
            jobs.stream().filter(job -> !job.cancelRequested()).forEach(this::admitted);
        }
    }

    boolean contains(CancelTarget target) {
        return kept.contains(target);
    }

    Optional<JobId> firstOfAdmitted() {
        return cancelledBeforeAdmitted.isEmpty() ? Optional.empty() : Optional.of(cancelledBeforeAdmitted.first());
    }

    Optional<KeptCancellation> oldest() {
        return deadlines.first().map(entry -> new KeptCancellation(entry.key(), entry.at()));
    }

    void keep(CancelTarget target, Instant until) {
        storage.put(
                key(target),
                ByteBuffer.allocate(8).putLong(until.toEpochMilli()).array());
        index(target, until);
    }

    /** A job has come. */
    void admitted(Job job) {
        if (kept.contains(CancelTarget.job(job.pool(), job.id()))
                || kept.contains(CancelTarget.job(ANY_POOL, job.id()))
                || (job.pipeline() != null && kept.contains(CancelTarget.pipeline(job.pool(), job.pipeline())))) {
            cancelledBeforeAdmitted.add(job.id());
        }
    }

    /** A job is cancelled, or has its outcome: a wish that is left would hold up others. */
    void settled(String pool, JobId job) {
        cancelledBeforeAdmitted.remove(job);
        forget(CancelTarget.job(pool, job));
        forget(CancelTarget.job(ANY_POOL, job));
    }

    void forget(CancelTarget target) {
        if (kept.remove(target)) {
            deadlines.remove(target);
            storage.delete(key(target));
        }
    }

    private void index(CancelTarget target, Instant until) {
        deadlines.set(target, until);
        kept.add(target);
    }

    /** The length keeps apart pools and ids that contain a slash. */
    private static String key(CancelTarget target) {
        return target.pool().equals(ANY_POOL)
                ? WITHOUT_POOL + target.id()
                : PREFIXES.get(target.kind()) + target.pool().length() + "/" + target.pool() + "/" + target.id();
    }

    private static CancelTarget target(CancelTarget.Kind kind, String key, String prefix) {
        int lengthEnd = key.indexOf('/', prefix.length());
        int poolEnd = lengthEnd + 1 + Integer.parseInt(key, prefix.length(), lengthEnd, 10);
        return new CancelTarget(kind, key.substring(lengthEnd + 1, poolEnd), key.substring(poolEnd + 1));
    }

    private static Instant instant(byte[] bytes) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong());
    }
}
