// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import io.jobstream.schemas.JobStatus;
import org.jspecify.annotations.Nullable;

/** Jobs that are not settled, by id. */
public interface JobStore {
    @Nullable
    JobStatus job(String jobId);

    void put(JobStatus job);

    void removeJob(String jobId);
}
