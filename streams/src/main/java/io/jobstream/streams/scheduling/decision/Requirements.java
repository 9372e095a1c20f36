// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.JobSpec;

/**
 * What a job asks of its runner.
 *
 * @param labels that it must have
 * @param resources that an attempt takes of it, beside a slot
 */
public record Requirements(Labels labels, Resources resources) {
    static Requirements of(JobSpec spec) {
        return new Requirements(Labels.of(spec.getLabels()), Resources.of(spec.getResources()));
    }

    @Override
    public int hashCode() {
        return labels.hashCode() * 31 + resources.hashCode();
    }
}
