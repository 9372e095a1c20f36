// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.groups;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.autoscaler.decision.RunnerGroup;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The fields of one group in the file, read with every problem remembered. */
final class GroupFields {
    /** So that a runner's name, which has an id behind it, is one that gateway and runner take. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/=+-]{0,127}");
    private static final Pattern RESOURCE = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    private static final int RESOURCES_MAX = 8;
    private static final int LABELS_MAX = 32;
    private static final int SLOTS_MAX = 10_000;
    private static final int RUNNERS_MAX = 10_000;
    private static final Duration IDLE_FOR_DEFAULT = Duration.ofMinutes(1);
    private static final Duration IDLE_FOR_MAX = Duration.ofDays(7);

    private final JsonNode node;
    private final String path;
    private final List<String> problems;

    GroupFields(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    void problem(String field, String text) {
        problems.add(path + field + ": " + text);
    }

    void allow(String... names) {
        if (!node.isObject()) {
            problem("", "expected a mapping");
        }
        Set<String> allowed = Set.of(names);
        node.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                problem(name, "not a field of this file");
            }
        });
    }

    /** Empty when something is wrong with it, which has been told. */
    Optional<RunnerGroup> group() {
        int before = problems.size();
        allow("name", "pool", "labels", "slots", "resources", "min", "max", "idleFor");
        String name = word("name", NAME, "");
        String pool = word("pool", POOL, "default");
        List<String> labels = labels();
        int slots = number("slots", 1, SLOTS_MAX, 1);
        Map<String, Integer> resources = resources();
        int min = number("min", 0, RUNNERS_MAX, 0);
        int max = number("max", 1, RUNNERS_MAX, 0);
        Duration idleFor = idleFor();
        if (max == 0) {
            problem("max", "required");
        } else if (min > max) {
            problem("min", "is above max, " + max);
        }
        return problems.size() == before
                ? Optional.of(new RunnerGroup(name, pool, labels, slots, resources, min, max, idleFor))
                : Optional.empty();
    }

    private String word(String field, Pattern pattern, String otherwise) {
        JsonNode value = node.path(field);
        if (isAbsent(value) && !otherwise.isEmpty()) {
            return otherwise;
        }
        if (!value.isTextual() || !pattern.matcher(value.textValue()).matches()) {
            problem(field, "expected letters, digits, dots, underscores and dashes, with a letter or digit first");
            return "";
        }
        return value.textValue();
    }

    private List<String> labels() {
        JsonNode value = node.path("labels");
        List<String> labels = new ArrayList<>();
        if (isAbsent(value)) {
            return labels;
        }
        value.forEach(label -> {
            if (label.isTextual() && LABEL.matcher(label.textValue()).matches()) {
                labels.add(label.textValue());
            }
        });
        if (!value.isArray() || labels.size() != value.size() || labels.size() > LABELS_MAX) {
            problem("labels", "expected at most " + LABELS_MAX + " labels of letters, digits and . _ : / = + -");
        }
        return labels;
    }

    private Map<String, Integer> resources() {
        JsonNode value = node.path("resources");
        Map<String, Integer> resources = new TreeMap<>();
        if (isAbsent(value)) {
            return resources;
        }
        value.properties().forEach(each -> {
            JsonNode count = each.getValue();
            if (RESOURCE.matcher(each.getKey()).matches() && count.isInt() && count.intValue() > 0) {
                resources.put(each.getKey(), count.intValue());
            }
        });
        if (!value.isObject() || resources.size() != value.size() || resources.size() > RESOURCES_MAX) {
            problem(
                    "resources",
                    "expected at most " + RESOURCES_MAX + " names of a-z 0-9 _ . - with positive whole numbers");
        }
        return resources;
    }

    private int number(String field, int min, int max, int otherwise) {
        JsonNode value = node.path(field);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
            problem(field, "expected a whole number from " + min + " to " + max);
            return Math.max(min, otherwise);
        }
        return value.intValue();
    }

    private Duration idleFor() {
        JsonNode value = node.path("idleFor");
        if (isAbsent(value)) {
            return IDLE_FOR_DEFAULT;
        }
        try {
            Duration duration = Duration.parse(value.asText());
            if (!duration.isNegative() && duration.compareTo(IDLE_FOR_MAX) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        problem("idleFor", "expected a duration as ISO 8601 writes it, such as PT1M, of at most P7D");
        return IDLE_FOR_DEFAULT;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
