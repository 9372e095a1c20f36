// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.RunnerReport;

/**
 * What a runner can do.
 *
 * @param slots how many attempts it runs at a time
 * @param resources that they share, in use or not
 */
public record Capacity(Labels labels, int slots, Resources resources) {
    static Capacity of(RunnerReport report) {
        return new Capacity(Labels.of(report.getLabels()), report.getSlots(), Resources.of(report.getResources()));
    }

    /** Whether it fits a job when nothing else runs. */
    public boolean meets(Requirements required) {
        return labels.containAll(required.labels()) && resources.cover(required.resources());
    }
}
