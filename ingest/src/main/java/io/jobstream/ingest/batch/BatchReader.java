// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.submission.SubmissionReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads batches: a mistake in a job refuses that job, one around the jobs the whole. */
final class BatchReader {
    static final int JOBS_MAX = 1_000;
    private static final String KEY = "idempotencyKey";

    private BatchReader() {}

    /**
     * One job of a batch.
     *
     * @param wanted null when it has mistakes
     * @param problem the mistakes; null when there are none
     */
    record Item(@Nullable Wanted wanted, @Nullable ProblemException problem) {}

    /** A job that may be asked for. */
    record Wanted(Submission submission, @Nullable IdempotencyKey key) {}

    /**
     * The body of {@code POST /v1/jobs:batch}.
     *
     * @param tenant whose the jobs are where they name neither a tenant nor a repository
     * @throws ProblemException 400 when it is not a list of 1 to {@value #JOBS_MAX} jobs
     */
    static List<Item> read(JsonNode body, String tenant) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        List<JsonNode> jobs = fields.elements("jobs", (job, at) -> job);
        if (errors.isEmpty() && (jobs.isEmpty() || jobs.size() > JOBS_MAX)) {
            fields.error("/jobs", "Expected 1 to " + JOBS_MAX + " jobs, found " + jobs.size());
        }
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return jobs.stream().map(job -> item(job, tenant)).toList();
    }

    private static Item item(JsonNode job, String tenant) {
        try {
            // Without its key it is what POST /v1/jobs takes, and so the same job there and here.
            JsonNode key = job instanceof ObjectNode object ? object.remove(KEY) : null;
            Submission submission = SubmissionReader.job(job, tenant);
            return new Item(new Wanted(submission, key == null || key.isNull() ? null : key(key, job)), null);
        } catch (ProblemException e) {
            return new Item(null, e);
        }
    }

    private static IdempotencyKey key(JsonNode key, JsonNode job) {
        String text = key.isTextual() ? key.textValue() : "";
        if (!IdempotencyKey.isOne(text)) {
            throw ProblemException.invalid(
                    List.of(new FieldError("/" + KEY, "Expected 1 to 255 printable characters of ASCII")));
        }
        return IdempotencyKey.of(text, job);
    }
}
