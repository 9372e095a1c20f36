// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.schemas.JobMetrics;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Windows that may still change, and which of them have not been stated since they did. */
interface WindowStore {
    @Nullable
    JobMetrics get(Window window);

    /** Keeps a window that changed. */
    void put(Window window, JobMetrics metrics);

    /** Takes the windows that changed since the last call, by their keys in {@code ci.job.metrics}. */
    List<Stated> takeChanged();

    /** Forgets windows that ended at {@code end} or before. */
    void forgetEndedBy(Instant end);

    /** A statement of {@code ci.job.metrics}. */
    record Stated(String key, JobMetrics metrics) {}
}
