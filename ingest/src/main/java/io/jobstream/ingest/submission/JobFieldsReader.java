// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a job; every broken limit is an error of the object that it reads from. */
final class JobFieldsReader {
    static final String CLONE_URL = "an http, https, ssh, git or file URL or an absolute path";

    private final JsonFields fields;
    private final List<Combination> combinations;
    private final Placeholders placeholders;

    JobFieldsReader(JsonFields fields) {
        this(fields, Combination.NONE);
    }

    /**
     * Reads a job that may have a matrix.
     *
     * @param combinations of its matrix, whose values its labels, image and concurrency group may have
     */
    JobFieldsReader(JsonFields fields, List<Combination> combinations) {
        this.fields = fields;
        this.combinations = combinations;
        this.placeholders = new Placeholders(fields, combinations);
    }

    JobTemplate template(List<String> needs, NeedsCondition when) {
        return new JobTemplate(name(), needs, when, script(), settings());
    }

    JobSettings settings() {
        return new JobSettings(
                labels(),
                resources(),
                within("priority", 0, Limits.PRIORITY_MAX),
                within("maxAttempts", 1, Limits.ATTEMPTS_MAX),
                retry(),
                duration("startWithin", Limits.START_WITHIN_MIN, Limits.START_WITHIN_MAX, "1 second to 7 days"),
                duration("timeLimit", Limits.TIME_LIMIT_MIN, Limits.TIME_LIMIT_MAX, "1 second to 24 hours"),
                concurrency(),
                environment(),
                checkout(),
                image(),
                secrets());
    }

    /** A field that must match a pattern; null where it is absent or does not. */
    @Nullable
    String matching(String field, Pattern pattern, int lengthMax, String expected) {
        return fields.text(field)
                .filter(text -> check(
                        text.length() <= lengthMax && pattern.matcher(text).matches(),
                        field,
                        "Expected " + expected + " of at most " + lengthMax + " characters"))
                .orElse(null);
    }

    /** A field of free text on one line; null where it is absent or is not. */
    @Nullable
    String line(String field, int lengthMax) {
        return fields.text(field)
                .filter(text -> check(
                        Texts.isLine(text, lengthMax),
                        field,
                        "Expected 1 to " + lengthMax + " characters, none of them a control character"))
                .orElse(null);
    }

    /** A field with a duration within limits, which {@code expected} tells; null where it is absent or is not. */
    @Nullable
    Duration duration(String field, Duration min, Duration max, String expected) {
        String text = fields.text(field).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            boolean within = duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
            return check(within, field, "Expected " + expected) ? duration : null;
        } catch (DateTimeParseException e) {
            fields.error(fields.pointer(field), "Expected a duration as ISO 8601 writes it, such as PT10M");
            return null;
        }
    }

    private String name() {
        if (!fields.has("name")) {
            fields.text("name");
            fields.error(fields.pointer("name"), "Required");
            return "";
        }
        String name = line("name", Limits.NAME_MAX);
        return name == null ? "" : name;
    }

    private String script() {
        String script = fields.text("script").orElse(null);
        if (script == null) {
            if (!fields.has("script")) {
                fields.error(fields.pointer("script"), "Required");
            }
            return "";
        }
        check(!script.isBlank(), "script", "Expected a script, found nothing");
        check(bytes(script) <= Limits.SCRIPT_BYTES_MAX, "script", "Expected at most 128 KiB");
        check(Texts.isText(script), "script", "Expected no NUL and no half of a surrogate pair");
        return script;
    }

    private List<String> labels() {
        List<String> labels = fields.texts("labels");
        if (!check(labels.size() <= Limits.LABELS_MAX, "labels", "Expected at most " + Limits.LABELS_MAX)) {
            return List.of();
        }
        for (String label : labels) {
            placeholders.check(
                    "labels",
                    label,
                    text -> Limits.LABEL.matcher(text).matches(),
                    "Expected labels of 1 to 128 of the characters"
                            + " A-Z a-z 0-9 . _ : / = + -, with a letter or digit first");
        }
        return labels;
    }

    private Map<String, Integer> resources() {
        Map<String, Integer> resources = fields.integersByName("resources");
        check(resources.size() <= Limits.RESOURCES_MAX, "resources", "Expected at most " + Limits.RESOURCES_MAX);
        resources.forEach((name, count) -> {
            String field = "resources/" + name.replace("~", "~0").replace("/", "~1");
            check(
                    Limits.RESOURCE.matcher(name).matches(),
                    field,
                    "Expected a name of 1 to 63 of the characters a-z 0-9 _ . -, with a letter first");
            check(
                    count >= 1 && count <= Limits.RESOURCE_COUNT_MAX,
                    field,
                    "Expected 1 to " + Limits.RESOURCE_COUNT_MAX);
        });
        return resources;
    }

    private @Nullable Integer within(String field, int min, int max) {
        return fields.integer(field)
                .filter(value -> check(value >= min && value <= max, field, "Expected " + min + " to " + max))
                .orElse(null);
    }

    private @Nullable RetryPolicy retry() {
        return fields.object("retry")
                .map(inner -> new RetryReader(inner).policy())
                .orElse(null);
    }

    private @Nullable ConcurrencyGroup concurrency() {
        return fields.object("concurrency")
                .map(inner -> new ConcurrencyReader(inner, combinations).group())
                .orElse(null);
    }

    private @Nullable String image() {
        return fields.text("image")
                .filter(text -> placeholders.check(
                        "image",
                        text,
                        image -> image.length() <= Limits.IMAGE_MAX
                                && Limits.IMAGE.matcher(image).matches(),
                        "Expected an image name of at most " + Limits.IMAGE_MAX + " characters"))
                .orElse(null);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = fields.textsByName("environment");
        check(
                environment.size() <= Limits.ENVIRONMENT_MAX,
                "environment",
                "Expected at most " + Limits.ENVIRONMENT_MAX);
        environment.forEach((name, value) -> {
            String field = "environment/" + name.replace("~", "~0").replace("/", "~1");
            checkVariable(name, field);
            check(
                    Texts.isText(value) && bytes(value) <= Limits.ENVIRONMENT_VALUE_BYTES_MAX,
                    field,
                    "Expected at most 32 KiB without NUL");
        });
        return environment;
    }

    private List<String> secrets() {
        List<String> secrets = fields.texts("secrets");
        check(secrets.size() <= Limits.SECRETS_MAX, "secrets", "Expected at most " + Limits.SECRETS_MAX);
        secrets.forEach(name -> checkVariable(name, "secrets"));
        return secrets.stream().distinct().toList();
    }

    private void checkVariable(String name, String at) {
        check(
                Limits.VARIABLE.matcher(name).matches(),
                at,
                "Expected a name of 1 to 128 of the characters A-Z a-z 0-9 _, without a digit first");
        check(
                !name.startsWith(Limits.RESERVED_PREFIX),
                at,
                "Names with " + Limits.RESERVED_PREFIX + " are the runner's");
    }

    private @Nullable Checkout checkout() {
        JsonFields inner = fields.object("checkout").orElse(null);
        if (inner == null) {
            return null;
        }
        JobFieldsReader reader = new JobFieldsReader(inner);
        String url = reader.required("url", Limits.CLONE_URL, Limits.URL_MAX, CLONE_URL);
        String ref = reader.required("ref", Limits.REF, Limits.BRANCH_MAX, "a commit or a ref");
        inner.done();
        return url == null || ref == null ? null : new Checkout(url, ref);
    }

    private @Nullable String required(String field, Pattern pattern, int lengthMax, String expected) {
        String value = matching(field, pattern, lengthMax, expected);
        if (!fields.has(field)) {
            fields.error(fields.pointer(field), "Required");
        }
        return value;
    }

    /** An error at a path below this object, whose parts are escaped already. */
    private boolean check(boolean holds, String path, String detail) {
        if (!holds) {
            fields.error(fields.pointer("") + path, detail);
        }
        return holds;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
