// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.List;

/**
 * A job as it was asked for, before it has an id.
 *
 * @param needs names of jobs of the same submission
 */
public record JobTemplate(String name, List<String> needs, String script, JobSettings settings) {
    JobTemplate with(JobSettings defaults) {
        return new JobTemplate(name, needs, script, settings.or(defaults));
    }
}
