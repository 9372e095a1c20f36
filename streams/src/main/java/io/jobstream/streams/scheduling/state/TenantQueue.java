// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Job;
import org.jspecify.annotations.Nullable;

/** The jobs of a tenant that wait on one level, between which age decides. */
interface TenantQueue {
    /** The first that may be granted; null when their concurrency groups hold all of them. */
    @Nullable
    Job first();

    /** What is left without a job; null when nothing is. */
    @Nullable
    TenantQueue without(Job job);
}
