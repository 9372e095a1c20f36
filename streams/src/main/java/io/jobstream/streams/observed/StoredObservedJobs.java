// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobStatus;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.jobs.StoredJobs;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Observed jobs in state stores of their own: by id, and by the time at which they were heard of last. */
public final class StoredObservedJobs implements ObservedStore {
    private static final String JOBS_STORE = "observed-jobs";
    private static final String SILENT_STORE = "observed-silent";
    private static final byte[] NOTHING = {};

    private final StoredJobs jobs;
    private final KeyValueStore<String, byte[]> silent;

    private StoredObservedJobs(StoredJobs jobs, KeyValueStore<String, byte[]> silent) {
        this.jobs = jobs;
        this.silent = silent;
    }

    /** Adds the stores to the topology of an application. */
    public static void addTo(Topology topology, String processor) {
        for (String store : new String[] {JOBS_STORE, SILENT_STORE}) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                            .withCachingEnabled(),
                    processor);
        }
    }

    /** The jobs in those stores. */
    public static ObservedJobs of(ProcessorContext<String, Routed> context, Intake intake) {
        return of(context.getStateStore(JOBS_STORE), context.getStateStore(SILENT_STORE), intake.codec());
    }

    private static ObservedJobs of(
            KeyValueStore<String, byte[]> jobs, KeyValueStore<String, byte[]> silent, AvroCodec codec) {
        return new ObservedJobs(new StoredObservedJobs(new StoredJobs(jobs, codec), silent));
    }

    @Override
    public @Nullable JobStatus job(String jobId) {
        return jobs.job(jobId);
    }

    @Override
    public void replace(@Nullable JobStatus before, JobStatus after) {
        if (before != null) {
            silent.delete(silentKey(before));
        }
        jobs.put(after);
        silent.put(silentKey(after), NOTHING);
    }

    @Override
    public void remove(JobStatus job) {
        silent.delete(silentKey(job));
        jobs.removeJob(job.getSpec().getJobId());
    }

    @Override
    public @Nullable Silent oldest() {
        try (KeyValueIterator<String, byte[]> all = silent.all()) {
            if (!all.hasNext()) {
                return null;
            }
            String[] parts = all.next().key.split("/", 2);
            return new Silent(parts[1], Instant.ofEpochMilli(Long.parseLong(parts[0])));
        }
    }

    /** Sorts by time: log time is never before 1970. */
    private static String silentKey(JobStatus job) {
        return String.format(
                Locale.ROOT,
                "%015d/%s",
                job.getUpdatedAt().toEpochMilli(),
                job.getSpec().getJobId());
    }
}
