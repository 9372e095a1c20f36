// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.schemas.NeedsCondition;
import java.util.List;

/**
 * A job as it was asked for, before it has an id.
 *
 * @param needs names of jobs of the same submission
 * @param when how these must end
 */
public record JobTemplate(String name, List<String> needs, NeedsCondition when, String script, JobSettings settings) {
    JobTemplate with(JobSettings defaults) {
        return new JobTemplate(name, needs, when, script, settings.or(defaults));
    }

    /** This job with the values of one combination of its matrix; its script gets them as environment only. */
    JobTemplate with(Combination combination, List<String> namesNeeded) {
        return new JobTemplate(combination.name(name), namesNeeded, when, script, settings.with(combination));
    }
}
