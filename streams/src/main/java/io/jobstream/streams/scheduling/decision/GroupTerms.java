// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.ConcurrencyGroup;
import org.jspecify.annotations.Nullable;

/**
 * The concurrency group of a job.
 *
 * @param name unique among those of its tenant in its pool
 * @param limit how many of the group's jobs may hold a slot, with this one, when it is granted
 */
public record GroupTerms(String name, int limit) {
    static @Nullable GroupTerms of(@Nullable ConcurrencyGroup group) {
        return group == null ? null : new GroupTerms(group.getName(), group.getLimit());
    }

    /** Whether a job may be granted beside so many others of its group. */
    public boolean allowsAnother(int held) {
        return held < limit;
    }
}
