// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.schemas.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Observed jobs by id, and in the order in which they were heard of last: that is when they were updated. */
interface ObservedStore {
    @Nullable
    JobStatus job(String jobId);

    /** Puts {@code after} in the place of {@code before}, which is what was kept of it. */
    void replace(@Nullable JobStatus before, JobStatus after);

    void remove(JobStatus job);

    /** The one that has been silent for longest; null when there is none. */
    @Nullable
    Silent oldest();

    /** A job and since when nothing has been heard of it. */
    record Silent(String jobId, Instant since) {}
}
