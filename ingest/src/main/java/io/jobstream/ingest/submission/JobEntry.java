// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A job as a pipeline has it, which its matrix makes one or several of.
 *
 * @param job with placeholders, and with needs as they were written
 * @param combinations one for each job that this becomes; none when the matrix has mistakes
 */
record JobEntry(JobTemplate job, List<Combination> combinations) {
    /** What the jobs that this becomes are called. */
    List<String> names() {
        return combinations.stream().map(each -> each.name(job.name())).toList();
    }

    /** The jobs that this becomes; {@code meant} has the names of all jobs that a need means. */
    Stream<JobTemplate> jobs(Function<String, List<String>> meant) {
        List<String> needs = job.needs().stream()
                .flatMap(need -> meant.apply(need).stream())
                .distinct()
                .toList();
        return combinations.stream().map(each -> job.with(each, needs));
    }
}
