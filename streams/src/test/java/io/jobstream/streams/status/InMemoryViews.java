// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RunnerStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

final class InMemoryViews implements Views {
    final Map<String, JobStatus> jobs = new TreeMap<>();
    final Map<String, RunnerStatus> runners = new TreeMap<>();

    @Override
    public @Nullable JobStatus job(String jobId) {
        return jobs.get(jobId);
    }

    @Override
    public void put(JobStatus job) {
        jobs.put(job.getSpec().getJobId(), job);
    }

    @Override
    public void removeJob(String jobId) {
        jobs.remove(jobId);
    }

    @Override
    public void eachJob(Consumer<JobStatus> reader) {
        List.copyOf(jobs.values()).forEach(reader);
    }

    @Override
    public void put(RunnerStatus runner) {
        runners.put(runner.getRunnerId(), runner);
    }

    @Override
    public void removeRunner(RunnerStatus runner) {
        runners.remove(runner.getRunnerId());
    }

    @Override
    public void eachRunner(Consumer<RunnerStatus> reader) {
        List.copyOf(runners.values()).forEach(reader);
    }
}
