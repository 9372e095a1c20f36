// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows; null shows all.
 *
 * @param tenants whose
 */
public record JobFilter(
        @Nullable String pool,
        @Nullable JobState state,
        @Nullable String repository,
        Tenants tenants) {
    public static final JobFilter ALL = new JobFilter(null, null, null);

    /** Of all tenants. */
    public JobFilter(@Nullable String pool, @Nullable JobState state, @Nullable String repository) {
        this(pool, state, repository, Tenants.ALL);
    }

    /** The same, of these tenants only. */
    public JobFilter within(Tenants narrower) {
        return new JobFilter(pool, state, repository, narrower);
    }

    boolean shows(KeptJob job) {
        return (pool == null || pool.equals(job.pool()))
                && (state == null || state == job.state())
                && (repository == null || repository.equals(job.repository()))
                && tenants.contains(job.tenant());
    }
}
