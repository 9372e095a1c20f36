// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.Topics;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Jobs in a state store, in the wire format of {@code ci.job.status}, so that they evolve as the topic does. */
public final class StoredJobs implements JobStore {
    /** What every application calls this store. */
    public static final String STORE = "jobs";

    private final KeyValueStore<String, byte[]> jobs;
    private final AvroCodec codec;

    public StoredJobs(KeyValueStore<String, byte[]> jobs, AvroCodec codec) {
        this.jobs = jobs;
        this.codec = codec;
    }

    @Override
    public @Nullable JobStatus job(String jobId) {
        byte[] bytes = jobs.get(jobId);
        return bytes == null ? null : codec.decode(Topics.JOB_STATUS, bytes);
    }

    @Override
    public void put(JobStatus job) {
        jobs.put(job.getSpec().getJobId(), codec.encode(Topics.JOB_STATUS, job));
    }

    @Override
    public void removeJob(String jobId) {
        jobs.delete(jobId);
    }

    public void each(Consumer<JobStatus> reader) {
        try (KeyValueIterator<String, byte[]> all = jobs.all()) {
            all.forEachRemaining(entry -> reader.accept(codec.decode(Topics.JOB_STATUS, entry.value)));
        }
    }
}
