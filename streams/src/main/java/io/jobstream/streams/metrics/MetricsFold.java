// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.schemas.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Adds settled jobs to their windows, and tells which windows to state. */
final class MetricsFold {
    /** How long after its end a window still takes jobs. Log time never goes back, so only a mended log needs it. */
    static final Duration GRACE = Duration.ofHours(24);

    private final WindowStore windows;
    private Instant now = Instant.EPOCH;
    private long dropped;

    MetricsFold(WindowStore windows) {
        this.windows = windows;
    }

    /** Counts a job that settled. */
    void settled(JobStatus job) {
        if (job.getSettledAt().isAfter(now)) {
            now = job.getSettledAt();
        }
        for (Window window : Window.of(job)) {
            if (window.end().plus(GRACE).isAfter(now)) {
                windows.put(window, Tally.add(window, windows.get(window), job, now));
            } else {
                dropped++;
            }
        }
    }

    /** What changed since the last call. */
    List<WindowStore.Stated> changed() {
        windows.forgetEndedBy(now.minus(GRACE));
        return windows.takeChanged();
    }

    /** Additions to windows that were closed already, since this fold was made. */
    long dropped() {
        return dropped;
    }
}
