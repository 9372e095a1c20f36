// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.schemas.NeedsCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads submissions; a mistake anywhere refuses the whole, and all mistakes are told together. */
public final class SubmissionReader {
    private static final String WORD = "letters, digits, dots, underscores and dashes, with a letter or digit first,";

    private SubmissionReader() {}

    /** The body of {@code POST /v1/jobs}, of someone who may be of any tenant. */
    public static Submission job(JsonNode body) {
        return job(body, Limits.TENANT_DEFAULT);
    }

    /**
     * The body of {@code POST /v1/jobs}.
     *
     * @param tenant whose the job is where the body names neither a tenant nor a repository
     * @throws ProblemException 400 with every mistake
     */
    public static Submission job(JsonNode body, String tenant) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        JobFieldsReader reader = new JobFieldsReader(fields);
        Subject subject = subject(fields, tenant);
        JobTemplate job = reader.template(List.of(), NeedsCondition.SUCCESS);
        fields.done();
        refuseIfAny(errors);
        return new Submission(subject, false, List.of(job));
    }

    /** The body of {@code POST /v1/pipelines}, of someone who may be of any tenant. */
    public static Submission pipeline(JsonNode body) {
        return pipeline(body, Limits.TENANT_DEFAULT);
    }

    /** The same of {@code POST /v1/pipelines}. */
    public static Submission pipeline(JsonNode body, String tenant) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        Subject subject = subject(fields, tenant);
        List<JobTemplate> jobs = jobs(fields);
        fields.done();
        refuseIfAny(errors);
        return new Submission(subject, true, jobs);
    }

    /** The jobs of a pipeline with its defaults, as a trigger rule has them too; none when there are mistakes. */
    public static List<JobTemplate> jobs(JsonFields pipeline) {
        return new PipelineReader(pipeline).jobs();
    }

    /** A job alone, as a trigger rule has it. */
    public static List<JobTemplate> oneJob(JsonFields fields) {
        JobTemplate job = new JobFieldsReader(fields).template(List.of(), NeedsCondition.SUCCESS);
        fields.done();
        return List.of(job);
    }

    /** The pool that a field names, or the default. */
    public static String pool(JsonFields fields) {
        return word(new JobFieldsReader(fields), "pool", Limits.POOL_DEFAULT);
    }

    /** The tenant that a field names; null where it names none. */
    public static @Nullable String tenant(JsonFields fields) {
        return new JobFieldsReader(fields).matching("tenant", Limits.WORD, Limits.NAME_MAX, WORD);
    }

    /** The repository that a field names; empty where it names none. */
    public static String repository(JsonFields fields) {
        return text(new JobFieldsReader(fields), "repository", Limits.REPOSITORY, Limits.REPOSITORY_MAX, "owner/name");
    }

    /** The branch that a field names; empty where it names none. */
    public static String branch(JsonFields fields) {
        String branch = new JobFieldsReader(fields).line("branch", Limits.BRANCH_MAX);
        return branch == null ? "" : branch;
    }

    /** Where a field says that commits can be had; null where it does not. */
    public static @Nullable String cloneUrl(JsonFields fields) {
        return new JobFieldsReader(fields)
                .matching("cloneUrl", Limits.CLONE_URL, Limits.URL_MAX, JobFieldsReader.CLONE_URL);
    }

    public static String commit(JsonFields fields) {
        return text(new JobFieldsReader(fields), "commit", Limits.COMMIT, 64, "a full hash in lower case");
    }

    /** A name on one line; empty where there is none. */
    public static String line(JsonFields fields, String field) {
        String line = new JobFieldsReader(fields).line(field, Limits.NAME_MAX);
        return line == null ? "" : line;
    }

    /** The body of {@code POST /v1/jobs/{id}/cancel} and {@code /v1/pipelines/{id}/cancel}. */
    public static Cancellation cancellation(JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        JobFieldsReader reader = new JobFieldsReader(fields);
        String pool = reader.matching("pool", Limits.WORD, Limits.NAME_MAX, WORD);
        String reason = reader.line("reason", Limits.REASON_MAX);
        fields.done();
        refuseIfAny(errors);
        return new Cancellation(pool, reason == null ? "" : reason);
    }

    /** Whether a text can be the id of a job or pipeline: producers may use other ids than the gateway's. */
    public static boolean isId(String text) {
        return Limits.ID.matcher(text).matches();
    }

    /** Whether a text can be a tenant's name. */
    public static boolean isTenant(String text) {
        return Limits.WORD.matcher(text).matches();
    }

    /** Whether a pool can be called so. */
    public static boolean isPool(String text) {
        return Limits.WORD.matcher(text).matches();
    }

    /** What a caller says when it wants a job, or a pipeline's jobs, to end. */
    public record Cancellation(@Nullable String pool, String reason) {}

    private static Subject subject(JsonFields fields, String otherwise) {
        String repository = repository(fields);
        String tenant = tenant(fields);
        String implied = repository.isEmpty() ? otherwise : Subject.tenantOf(repository);
        if (tenant == null && !Limits.WORD.matcher(implied).matches()) {
            fields.error(fields.pointer("repository"), "Its owner cannot be a tenant: name a tenant");
        }
        return new Subject(pool(fields), tenant == null ? implied : tenant, repository, branch(fields), commit(fields));
    }

    private static String word(JobFieldsReader reader, String field, String otherwise) {
        String word = reader.matching(field, Limits.WORD, Limits.NAME_MAX, WORD);
        return word == null ? otherwise : word;
    }

    private static String text(JobFieldsReader reader, String field, Pattern pattern, int max, String expected) {
        String text = reader.matching(field, pattern, max, expected);
        return text == null ? "" : text;
    }

    private static void refuseIfAny(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
