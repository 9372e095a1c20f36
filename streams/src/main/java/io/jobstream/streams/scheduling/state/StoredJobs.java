// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.schemas.RequestedJob;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/** Jobs that are not settled, and what was requested of them, in the store. */
final class StoredJobs {
    private static final String JOBS = "j/";
    private static final String PAYLOADS = "w/";

    private final Storage storage;

    StoredJobs(Storage storage) {
        this.storage = storage;
    }

    /** Every job as it was stored; leases that have been accepted last until {@code renewedUntil}. */
    void scan(Instant renewedUntil, Consumer<Job> each) {
        storage.scan(JOBS, (key, bytes) -> {
            JobId id = new JobId(key.substring(JOBS.length()));
            each.accept(withTenant(StoredFormat.job(id, bytes, renewedUntil)));
        });
    }

    void put(Job job) {
        storage.put(JOBS + job.id().value(), StoredFormat.encode(job));
    }

    void putPayload(JobId id, RequestedJob payload) {
        storage.put(PAYLOADS + id.value(), StoredFormat.encode(payload));
    }

    RequestedJob payload(JobId id) {
        return StoredFormat.payload(
                Objects.requireNonNull(storage.get(PAYLOADS + id.value()), () -> "no payload: " + id));
    }

    void remove(JobId id) {
        storage.delete(JOBS + id.value());
        storage.delete(PAYLOADS + id.value());
    }

    /** A job that was stored when tenants were in payloads only. */
    private Job withTenant(Job job) {
        return job.tenant().isEmpty()
                ? job.sharing(
                        job.terms()
                                .sharing(job.pool(), payload(job.id()).getSpec().getTenant(), job.requirements()),
                        job.pipeline())
                : job;
    }
}
