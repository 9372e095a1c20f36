// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.topics.Topics;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The views in state stores: values in the wire format of their topics, so that they evolve as the topics do. */
final class StoredViews implements Views {
    static final String RUNNERS_STORE = "runners";

    private final StoredJobs jobs;
    private final KeyValueStore<String, byte[]> runners;
    private final AvroCodec codec;

    StoredViews(StoredJobs jobs, KeyValueStore<String, byte[]> runners, AvroCodec codec) {
        this.jobs = jobs;
        this.runners = runners;
        this.codec = codec;
    }

    @Override
    public @Nullable JobStatus job(String jobId) {
        return jobs.job(jobId);
    }

    @Override
    public void put(JobStatus job) {
        jobs.put(job);
    }

    @Override
    public void removeJob(String jobId) {
        jobs.removeJob(jobId);
    }

    @Override
    public void eachJob(Consumer<JobStatus> reader) {
        jobs.each(reader);
    }

    @Override
    public void put(RunnerStatus runner) {
        runners.put(key(runner), codec.encode(Topics.RUNNER_STATUS, runner));
    }

    @Override
    public void removeRunner(RunnerStatus runner) {
        runners.delete(key(runner));
    }

    @Override
    public void eachRunner(Consumer<RunnerStatus> reader) {
        try (KeyValueIterator<String, byte[]> all = runners.all()) {
            all.forEachRemaining(entry -> reader.accept(codec.decode(Topics.RUNNER_STATUS, entry.value)));
        }
    }

    /** A runner's name is unique in its pool; neither holds a zero character. */
    private static String key(RunnerStatus runner) {
        return runner.getPool() + '\0' + runner.getRunnerId();
    }
}
