// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobState;
import org.jspecify.annotations.Nullable;

/** Which jobs a list shows; null shows all. */
public record JobFilter(
        @Nullable String pool,
        @Nullable JobState state,
        @Nullable String repository) {
    public static final JobFilter ALL = new JobFilter(null, null, null);

    boolean shows(KeptJob job) {
        return (pool == null || pool.equals(job.pool()))
                && (state == null || state == job.state())
                && (repository == null || repository.equals(job.repository()));
    }
}
