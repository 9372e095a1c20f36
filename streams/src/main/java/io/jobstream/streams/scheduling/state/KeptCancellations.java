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
            Map.of(CancelTarget.Kind.JOB, "c/", CancelTarget.Kind.PIPELINE, "cp/");

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
        PREFIXES.forEach((kind, prefix) -> storage.scan(prefix, (key, bytes) -> {
            CancelTarget target = new CancelTarget(kind, key.substring(prefix.length()));
            index(target, Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong()));
        }));
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
        if (kept.contains(CancelTarget.job(job.id()))
                || (job.pipeline() != null && kept.contains(CancelTarget.pipeline(job.pipeline())))) {
            cancelledBeforeAdmitted.add(job.id());
        }
    }

    /** A job is cancelled, or has its outcome: a wish that is left would hold up others. */
    void settled(JobId job) {
        cancelledBeforeAdmitted.remove(job);
        forget(CancelTarget.job(job));
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

    private static String key(CancelTarget target) {
        return PREFIXES.get(target.kind()) + target.id();
    }
}
