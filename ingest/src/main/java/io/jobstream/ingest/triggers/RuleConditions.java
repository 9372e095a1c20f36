// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.triggers.Event.Kind;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what a rule asks of an event, which depends on the event's kind. */
final class RuleConditions {
    private static final int PATTERNS_MAX = 100;
    private static final int PATTERN_LENGTH_MAX = 256;
    private static final Set<Kind> OF_FORGES = EnumSet.of(Kind.PUSH, Kind.TAG, Kind.PULL_REQUEST);
    private static final List<String> OUTCOMES = words(Outcome.values());
    private static final List<String> CAUSES = words(Cause.values());

    private final JsonFields fields;

    RuleConditions(JsonFields fields) {
        this.fields = fields;
    }

    /** Whether a forge tells of such events: then it says where commits can be had. */
    static boolean isOfForge(Kind kind) {
        return OF_FORGES.contains(kind);
    }

    List<Condition> of(Kind kind) {
        if (kind == Kind.CDEVENT) {
            RuleReader.require(fields, Fact.TYPES.field());
        }
        List<Condition> conditions = new ArrayList<>(repository(kind));
        if (kind == Kind.PUSH) {
            conditions.add(pushedRef());
        }
        Set<Fact> asked = asked(kind);
        for (Fact fact : EnumSet.complementOf(EnumSet.of(Fact.REPOSITORY))) {
            if (kind == Kind.PUSH && (fact == Fact.BRANCHES || fact == Fact.TAGS)) {
                continue;
            }
            if (fields.has(fact.field())) {
                if (asked.contains(fact)) {
                    Globs patterns = patterns(fact);
                    conditions.addAll(patterns.isEmpty() ? List.of() : List.of(Condition.of(fact, patterns)));
                } else {
                    fields.error(
                            fields.pointer(fact.field()),
                            "Not known of a " + kind.word().replace('_', ' '));
                }
            }
        }
        return conditions;
    }

    /** Of a pull request no forge says which paths it changes. */
    private static Set<Fact> asked(Kind kind) {
        return switch (kind) {
            case PUSH -> EnumSet.of(Fact.PATHS, Fact.ACTORS);
            case TAG -> EnumSet.of(Fact.TAGS, Fact.ACTORS);
            case PULL_REQUEST -> EnumSet.of(Fact.BRANCHES, Fact.ACTORS);
            case SCHEDULE -> EnumSet.noneOf(Fact.class);
            case OUTCOME -> EnumSet.of(Fact.BRANCHES, Fact.JOBS, Fact.POOLS, Fact.OUTCOMES, Fact.CAUSES);
            case CDEVENT -> EnumSet.of(Fact.BRANCHES, Fact.TYPES, Fact.SOURCES, Fact.SUBJECTS);
        };
    }

    /** What a schedule has is no pattern. */
    private List<Condition> repository(Kind kind) {
        String field = Fact.REPOSITORY.field();
        if (kind == Kind.SCHEDULE) {
            return List.of();
        }
        if (isOfForge(kind)) {
            RuleReader.require(fields, field);
        }
        if (!fields.has(field)) {
            return List.of();
        }
        String repository = fields.text(field).orElse("");
        if (repository.isBlank() || repository.length() > PATTERN_LENGTH_MAX) {
            fields.error(fields.pointer(field), "Expected a pattern of 1 to 256 characters, such as acme/*");
        }
        return List.of(Condition.of(Fact.REPOSITORY, new Globs(List.of(repository))));
    }

    /** Without patterns: every branch and no tag. */
    private Condition pushedRef() {
        Globs branches = patterns(Fact.BRANCHES);
        Globs tags = patterns(Fact.TAGS);
        List<Condition.Wanted> wanted = new ArrayList<>();
        if (!branches.isEmpty()) {
            wanted.add(new Condition.Wanted(Fact.BRANCHES, branches));
        } else if (tags.isEmpty()) {
            wanted.add(new Condition.Wanted(Fact.BRANCHES, new Globs(List.of("**"))));
        }
        if (!tags.isEmpty()) {
            wanted.add(new Condition.Wanted(Fact.TAGS, tags));
        }
        return new Condition(wanted);
    }

    private Globs patterns(Fact fact) {
        List<String> patterns = fields.texts(fact.field());
        boolean sensible =
                patterns.stream().allMatch(it -> it.length() <= PATTERN_LENGTH_MAX && !it.isBlank() && !it.equals("!"));
        if (patterns.size() > PATTERNS_MAX || !sensible) {
            fields.error(
                    fields.pointer(fact.field()),
                    "Expected at most " + PATTERNS_MAX + " patterns of 1 to " + PATTERN_LENGTH_MAX + " characters");
        }
        List<String> words = fact == Fact.OUTCOMES ? OUTCOMES : fact == Fact.CAUSES ? CAUSES : List.of();
        if (!words.isEmpty() && !words.containsAll(patterns)) {
            fields.error(fields.pointer(fact.field()), "Expected some of " + String.join(", ", words));
        }
        return new Globs(patterns);
    }

    private static List<String> words(Enum<?>[] values) {
        return Stream.of(values)
                .map(Enum::name)
                .filter(word -> !word.equals("UNKNOWN"))
                .toList();
    }
}
