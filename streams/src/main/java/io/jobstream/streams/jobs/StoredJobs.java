// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in a state store, in the wire format of {@code ci.job.status}, so that they evolve as the topic does. Those that
 * were put last are at hand as they are; made anew with each {@code init()}, it holds nothing of an aborted
 * transaction.
 */
public final class StoredJobs implements JobStore {
    /** What every application calls this store. */
    public static final String STORE = "jobs";

    private static final int AT_HAND_MAX = 2_000;

    private final KeyValueStore<String, byte[]> jobs;
    private final AvroCodec codec;
    private final Map<String, JobStatus> atHand = new LinkedHashMap<>(16, 0.75f, true);

    public StoredJobs(KeyValueStore<String, byte[]> jobs, AvroCodec codec) {
        this.jobs = jobs;
        this.codec = codec;
    }

    @Override
    public @Nullable JobStatus job(String jobId) {
        JobStatus known = atHand.get(jobId);
        if (known != null) {
            return known;
        }
        byte[] bytes = jobs.get(jobId);
        return bytes == null ? null : codec.decode(Topics.JOB_STATUS, bytes);
    }

    @Override
    public void put(JobStatus job) {
        String jobId = job.getSpec().getJobId();
        jobs.put(jobId, codec.encode(Topics.JOB_STATUS, job));
        atHand.put(jobId, job);
        if (atHand.size() > AT_HAND_MAX) {
            atHand.remove(atHand.keySet().iterator().next());
        }
    }

    @Override
    public void removeJob(String jobId) {
        jobs.delete(jobId);
        atHand.remove(jobId);
    }

    public void each(Consumer<JobStatus> reader) {
        try (KeyValueIterator<String, byte[]> all = jobs.all()) {
            all.forEachRemaining(entry -> reader.accept(codec.decode(Topics.JOB_STATUS, entry.value)));
        }
    }
}
