// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of a view.
 *
 * @param record null when the view forgets the key
 */
record Statement<T extends SpecificRecord>(
        Topic<T> topic, String key, @Nullable T record) {
    static Statement<JobStatus> of(JobStatus job) {
        return new Statement<>(Topics.JOB_STATUS, job.getSpec().getJobId(), job);
    }

    static Statement<AttemptRecord> of(AttemptRecord attempt) {
        return new Statement<>(Topics.JOB_ATTEMPTS, attempt.getSpec().getJobId(), attempt);
    }

    static Statement<RunnerStatus> of(RunnerStatus runner) {
        return new Statement<>(Topics.RUNNER_STATUS, runner.getRunnerId(), runner);
    }

    static Statement<RunnerStatus> forgetting(RunnerStatus runner) {
        return new Statement<>(Topics.RUNNER_STATUS, runner.getRunnerId(), null);
    }

    static Statement<PoolStatus> of(PoolStatus pool) {
        return new Statement<>(Topics.POOL_STATUS, pool.getPool(), pool);
    }
}
