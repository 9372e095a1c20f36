// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.RequestBody;
import io.jobstream.ingest.submission.JobSettings;
import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.Submission;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What would be submitted, in full; what a job does not say has the default of {@code POST /v1/jobs}. */
record ShownSubmission(
        String pool,
        String tenant,
        String repository,
        String branch,
        String commit,
        boolean pipeline,
        List<String> triggeredBy,
        List<Job> jobs) {

    /** One of its jobs. */
    record Job(
            String name,
            List<String> needs,
            String when,
            List<String> labels,
            Map<String, Integer> resources,
            @Nullable Integer priority,
            @Nullable Integer maxAttempts,
            @Nullable JsonNode retry,
            @Nullable Duration startWithin,
            @Nullable Duration timeLimit,
            @Nullable JsonNode concurrency,
            @Nullable String image,
            @Nullable JsonNode checkout,
            List<String> secrets,
            Map<String, String> environment,
            String script) {
        static Job of(JobTemplate job) {
            JobSettings settings = job.settings();
            return new Job(
                    job.name(),
                    job.needs(),
                    job.when().name(),
                    settings.labels(),
                    settings.resources(),
                    settings.priority(),
                    settings.maxAttempts(),
                    json(settings.retry()),
                    settings.startWithin(),
                    settings.timeLimit(),
                    json(settings.concurrency()),
                    settings.image(),
                    json(settings.checkout()),
                    settings.secrets(),
                    settings.environment(),
                    job.script());
        }
    }

    static ShownSubmission of(Submission submission) {
        return new ShownSubmission(
                submission.subject().pool(),
                submission.subject().tenant(),
                submission.subject().repository(),
                submission.subject().branch(),
                submission.subject().commit(),
                submission.pipeline(),
                submission.triggeredBy(),
                submission.jobs().stream().map(Job::of).toList());
    }

    /** A record's own text is JSON. */
    private static @Nullable JsonNode json(@Nullable SpecificRecord part) {
        return part == null ? null : RequestBody.parse(part.toString().getBytes(StandardCharsets.UTF_8));
    }
}
