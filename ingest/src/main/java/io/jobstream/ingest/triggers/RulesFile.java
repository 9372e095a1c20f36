// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.files.YamlDocument;
import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.SubmissionReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads trigger rules; {@code docs/trigger-rules.md} describes them. */
final class RulesFile {
    private static final int RULES_MAX = 1_000;
    private static final int PATTERNS_MAX = 100;
    private static final int PATTERN_LENGTH_MAX = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final List<FieldError> errors;
    private final Set<String> names = new HashSet<>();

    private RulesFile(List<FieldError> errors) {
        this.errors = errors;
    }

    /**
     * Reads the file's contents.
     *
     * @param file what the file is called in messages
     * @throws io.jobstream.ingest.files.InvalidFileException with every mistake
     */
    static TriggerRules parse(String file, byte[] contents) {
        return YamlDocument.parse(file, contents, (document, errors) -> new RulesFile(errors).rules(document));
    }

    private TriggerRules rules(JsonNode document) {
        JsonFields fields = new JsonFields(document, "", errors);
        require(fields, "rules");
        List<TriggerRule> rules = fields.elements("rules", (value, at) -> rule(new JsonFields(value, at, errors)));
        if (rules.size() > RULES_MAX) {
            fields.error("/rules", "Expected at most " + RULES_MAX + " rules");
        }
        fields.done();
        return new TriggerRules(rules);
    }

    private TriggerRule rule(JsonFields fields) {
        String name = name(fields);
        TriggerRule.Event on = event(fields);
        require(fields, "repository");
        String repository = fields.text("repository").orElse("");
        if (fields.has("repository") && (repository.isBlank() || repository.length() > PATTERN_LENGTH_MAX)) {
            fields.error(fields.pointer("repository"), "Expected a pattern of 1 to 256 characters, such as acme/*");
        }
        TriggerRule rule = new TriggerRule(
                name,
                on,
                new Glob(repository),
                globs(fields, "branches"),
                globs(fields, "tags"),
                globs(fields, "paths"),
                SubmissionReader.pool(fields),
                SubmissionReader.tenant(fields),
                jobs(fields));
        fields.done();
        return rule;
    }

    /** Of a pull request no forge says which paths it changes. */
    private static TriggerRule.Event event(JsonFields fields) {
        require(fields, "on");
        String on = fields.text("on").orElse("");
        if (fields.has("on") && !on.equals("push") && !on.equals("pull_request")) {
            fields.error(fields.pointer("on"), "Expected push or pull_request");
        }
        if (!on.equals("pull_request")) {
            return TriggerRule.Event.PUSH;
        }
        for (String field : List.of("tags", "paths")) {
            if (fields.has(field)) {
                fields.error(fields.pointer(field), "Not known of a pull request");
            }
        }
        return TriggerRule.Event.PULL_REQUEST;
    }

    private String name(JsonFields fields) {
        require(fields, "name");
        String name = fields.text("name").orElse("");
        if (fields.has("name") && !NAME.matcher(name).matches()) {
            fields.error(
                    fields.pointer("name"),
                    "Expected 1 to 64 letters, digits, dots, underscores and dashes, with a letter or digit first");
        } else if (!name.isEmpty() && !names.add(name)) {
            fields.error(fields.pointer("name"), "Two rules have this name");
        }
        return name;
    }

    private List<JobTemplate> jobs(JsonFields fields) {
        require(fields, "pipeline");
        return fields.object("pipeline")
                .map(pipeline -> {
                    List<JobTemplate> jobs = SubmissionReader.jobs(pipeline);
                    pipeline.done();
                    return jobs;
                })
                .orElse(List.of());
    }

    private static Globs globs(JsonFields fields, String field) {
        List<String> patterns = fields.texts(field);
        boolean sensible =
                patterns.stream().allMatch(it -> it.length() <= PATTERN_LENGTH_MAX && !it.isBlank() && !it.equals("!"));
        if (patterns.size() > PATTERNS_MAX || !sensible) {
            fields.error(
                    fields.pointer(field),
                    "Expected at most " + PATTERNS_MAX + " patterns of 1 to " + PATTERN_LENGTH_MAX + " characters");
        }
        return new Globs(patterns);
    }

    private static void require(JsonFields fields, String field) {
        if (!fields.has(field)) {
            fields.error(fields.pointer(field), "Required");
        }
    }
}
