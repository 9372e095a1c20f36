// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.SchedulingView.KeptCancellation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Cancellations that came before their jobs: in the store, and on the heap. */
final class KeptCancellations {
    private static final String CANCELLATIONS = "c/";

    private final Storage storage;
    private final Predicate<JobId> admitted;
    private final Deadlines<JobId> deadlines = new Deadlines<>();
    private final TreeSet<JobId> kept = new TreeSet<>();
    private final TreeSet<JobId> cancelledBeforeAdmitted = new TreeSet<>();

    /** @param admitted whether a job is there and not settled */
    KeptCancellations(Storage storage, Predicate<JobId> admitted) {
        this.storage = storage;
        this.admitted = admitted;
    }

    /** Reads them anew, after the jobs. */
    void rebuild() {
        deadlines.clear();
        kept.clear();
        cancelledBeforeAdmitted.clear();
        storage.scan(CANCELLATIONS, (key, bytes) -> {
            JobId id = new JobId(key.substring(CANCELLATIONS.length()));
            index(id, Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong()));
        });
    }

    boolean contains(JobId id) {
        return kept.contains(id);
    }

    Optional<JobId> firstOfAdmitted() {
        return cancelledBeforeAdmitted.isEmpty() ? Optional.empty() : Optional.of(cancelledBeforeAdmitted.first());
    }

    Optional<KeptCancellation> oldest() {
        return deadlines.first().map(entry -> new KeptCancellation(entry.key(), entry.at()));
    }

    void keep(JobId id, Instant until) {
        storage.put(
                CANCELLATIONS + id.value(),
                ByteBuffer.allocate(8).putLong(until.toEpochMilli()).array());
        index(id, until);
    }

    /** A job has come. */
    void admitted(JobId id) {
        if (kept.contains(id)) {
            cancelledBeforeAdmitted.add(id);
        }
    }

    void forget(JobId id) {
        if (kept.remove(id)) {
            deadlines.remove(id);
            cancelledBeforeAdmitted.remove(id);
            storage.delete(CANCELLATIONS + id.value());
        }
    }

    private void index(JobId id, Instant until) {
        deadlines.set(id, until);
        kept.add(id);
        if (admitted.test(id)) {
            cancelledBeforeAdmitted.add(id);
        }
    }
}
