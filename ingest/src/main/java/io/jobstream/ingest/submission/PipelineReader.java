// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import java.util.ArrayList;
import java.util.List;

/** Reads the jobs of a pipeline with its defaults; a job with a matrix becomes one for each combination. */
final class PipelineReader {
    private final JsonFields pipeline;

    PipelineReader(JsonFields pipeline) {
        this.pipeline = pipeline;
    }

    List<JobTemplate> jobs() {
        JobSettings defaults = new JobFieldsReader(pipeline).settings();
        if (!pipeline.has("jobs")) {
            pipeline.error(pipeline.pointer("jobs"), "Required");
            return List.of();
        }
        List<JsonFields> written = pipeline.objects("jobs");
        List<JobEntry> entries = new ArrayList<>();
        int jobs = 0;
        for (JsonFields each : written.subList(0, Math.min(written.size(), Limits.JOBS_MAX))) {
            if (jobs > Limits.JOBS_MAX) {
                break; // Matrices make more of a body than may be looked at.
            }
            JobEntry entry = new JobEntryReader(each).entry();
            entries.add(entry);
            jobs += entry.combinations().size();
        }
        if (written.isEmpty() || written.size() > Limits.JOBS_MAX) {
            refuse(written.size() + " jobs");
            return List.of();
        }
        if (jobs > Limits.JOBS_MAX) {
            refuse((entries.size() < written.size() ? "at least " : "") + jobs
                    + " with every combination of the matrices");
            return List.of();
        }
        Needs needs = new Needs(entries, pipeline.pointer("jobs"), pipeline::error);
        return needs.check()
                ? entries.stream()
                        .flatMap(entry -> entry.jobs(needs::meant))
                        .map(job -> job.with(defaults))
                        .toList()
                : List.of();
    }

    private void refuse(String found) {
        pipeline.error(pipeline.pointer("jobs"), "Expected 1 to " + Limits.JOBS_MAX + " jobs, found " + found);
    }
}
