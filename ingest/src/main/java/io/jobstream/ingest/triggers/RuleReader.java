// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.files.YamlDocument;
import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.triggers.Event.Kind;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads trigger rules; {@code docs/trigger-rules.md} describes them. */
public final class RuleReader {
    /** How many rules there may be, of the file and of each tenant. */
    public static final int RULES_MAX = 1_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String NAME_EXPECTED =
            "Expected 1 to 64 letters, digits, dots, underscores and dashes, with a letter or digit first";

    private final JsonFields fields;

    private RuleReader(JsonFields fields) {
        this.fields = fields;
    }

    /** A rule that someone wants to lay down, and whether it is to see what happens to all tenants. */
    public record Wish(TriggerRule rule, boolean everyTenant) {}

    /**
     * Reads a file's contents.
     *
     * @param file what the file is called in messages
     * @throws io.jobstream.ingest.files.InvalidFileException with every mistake
     */
    static TriggerRules file(String file, byte[] contents) {
        return YamlDocument.parse(file, contents, RuleReader::rules);
    }

    /**
     * Reads one rule, whose name is told beside it.
     *
     * @throws ProblemException 400 with every mistake
     */
    public static Wish wish(String name, JsonNode document) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(document, "", errors);
        if (!NAME.matcher(name).matches()) {
            errors.add(new FieldError("", "No rule can be called so: " + NAME_EXPECTED));
        }
        boolean everyTenant = fields.flag("everyTenant").orElse(false);
        TriggerRule rule = new RuleReader(fields).rule(name, document);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Wish(rule, everyTenant);
    }

    private static TriggerRules rules(JsonNode document, List<FieldError> errors) {
        JsonFields fields = new JsonFields(document, "", errors);
        require(fields, "rules");
        Set<String> names = new HashSet<>();
        List<TriggerRule> rules = fields.elements("rules", (value, at) -> {
            RuleReader reader = new RuleReader(new JsonFields(value, at, errors));
            return reader.rule(reader.name(names), value);
        });
        if (rules.size() > RULES_MAX) {
            fields.error("/rules", "Expected at most " + RULES_MAX + " rules");
        }
        fields.done();
        return new TriggerRules(rules);
    }

    private TriggerRule rule(String name, JsonNode document) {
        Kind on = kind();
        boolean scheduled = on == Kind.SCHEDULE;
        RuleConditions conditions = new RuleConditions(fields);
        TriggerRule rule = new TriggerRule(
                name,
                name,
                on == Kind.PUSH ? Set.of(Kind.PUSH, Kind.TAG) : Set.of(on),
                conditions.of(on),
                scheduled ? schedule() : null,
                scheduled ? SubmissionReader.repository(fields) : "",
                scheduled ? SubmissionReader.branch(fields) : "",
                RuleConditions.isOfForge(on) ? null : SubmissionReader.cloneUrl(fields),
                SubmissionReader.pool(fields),
                new TriggerRule.Owner(SubmissionReader.tenant(fields), true, null),
                jobs(),
                document);
        fields.done();
        return rule;
    }

    private Kind kind() {
        require(fields, "on");
        String on = fields.text("on").orElse("");
        Optional<Kind> kind =
                Stream.of(Kind.values()).filter(it -> it.word().equals(on)).findFirst();
        if (fields.has("on") && kind.isEmpty()) {
            fields.error(
                    fields.pointer("on"),
                    "Expected " + Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")));
        }
        return kind.orElse(Kind.PUSH);
    }

    private String name(Set<String> names) {
        require(fields, "name");
        String name = fields.text("name").orElse("");
        if (fields.has("name") && !NAME.matcher(name).matches()) {
            fields.error(fields.pointer("name"), NAME_EXPECTED);
        } else if (!name.isEmpty() && !names.add(name)) {
            fields.error(fields.pointer("name"), "Two rules have this name");
        }
        return name;
    }

    private @Nullable Schedule schedule() {
        require(fields, "cron");
        ZoneId zone = zone(fields.text("timeZone").orElse("UTC"));
        String cron = fields.text("cron").orElse(null);
        if (cron == null || zone == null) {
            return null;
        }
        try {
            return new Schedule(cron, zone);
        } catch (IllegalArgumentException e) {
            fields.error(fields.pointer("cron"), "Expected five fields as crontab has them: " + e.getMessage());
            return null;
        }
    }

    private @Nullable ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            fields.error(fields.pointer("timeZone"), "Expected a time zone, such as Europe/Berlin");
            return null;
        }
    }

    private List<JobTemplate> jobs() {
        if (fields.has("job")) {
            if (fields.has("pipeline")) {
                fields.error(fields.pointer("job"), "Expected either job or pipeline");
            }
            return fields.object("job").map(SubmissionReader::oneJob).orElse(List.of());
        }
        require(fields, "pipeline");
        return fields.object("pipeline")
                .map(pipeline -> {
                    List<JobTemplate> jobs = SubmissionReader.jobs(pipeline);
                    pipeline.done();
                    return jobs;
                })
                .orElse(List.of());
    }

    static void require(JsonFields fields, String field) {
        if (!fields.has(field)) {
            fields.error(fields.pointer(field), "Required");
        }
    }
}
