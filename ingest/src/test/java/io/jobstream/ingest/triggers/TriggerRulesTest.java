// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.triggers.Judgement.Verdict;
import io.jobstream.schemas.Checkout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRulesTest {
    private static final String COMMIT = "c".repeat(40);
    private static final String OUTCOME = """
            on: outcome
                repository: acme/*
                branches: [main]
                jobs: ["test*"]
                pools: [default]
                outcomes: [FAILED, TIMED_OUT]
                causes: [INFRASTRUCTURE, TIMEOUT]""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v1   | eve |
            v1   | bot | actors: bot matches none of [**, !bot]
            w1   | eve | tags: w1 matches none of [v*]
            """)
    void takesPushesOfTags(String tag, String actor, String why) {
        TriggerRule rule = rule("""
                on: tag
                    repository: acme/*
                    tags: ["v*"]
                    actors: ["**", "!bot"]""");

        assertThat(why(rule, push(true, tag, actor))).isEqualTo(why == null ? "" : why);
    }

    @Test
    void takesEveryTagWhereNoneIsNamedAndNoBranch() {
        TriggerRule rule = rule("on: tag\n    repository: acme/*");

        assertThat(why(rule, push(true, "any", "eve"))).isEmpty();
        assertThat(why(rule, push(false, "any", "eve"))).isEqualTo("on: it is a push");
    }

    @Test
    void passesOverAnActorWhomNobodyKnows() {
        TriggerRule rule = rule("on: push\n    repository: acme/*\n    actors: [\"!bot\"]");

        assertThat(why(rule, push(false, "main", "eve"))).isEmpty();
        assertThat(why(rule, push(false, "main", ""))).isEqualTo("actors: there is none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REPOSITORY | acme/shop |
            REPOSITORY | acme/x/y  | repository: acme/x/y matches none of [acme/*]
            BRANCHES   | other     | branches: other matches none of [main]
            JOBS       | build     | jobs: build matches none of [test*]
            POOLS      | gpu       | pools: gpu matches none of [default]
            OUTCOMES   | SUCCEEDED | outcomes: SUCCEEDED matches none of [FAILED, TIMED_OUT]
            CAUSES     | SCRIPT    | causes: SCRIPT matches none of [INFRASTRUCTURE, TIMEOUT]
            CAUSES     |           | causes: there is none
            """)
    void saysTheFirstThingThatAnOutcomeLacks(Fact fact, String value, String why) {
        assertThat(why(rule(OUTCOME), outcome(Map.of(fact, value == null ? List.of() : List.of(value)), List.of())))
                .isEqualTo(why == null ? "" : why);
    }

    @Test
    void takesCdeventsByTypeSourceAndSubject() {
        TriggerRule rule = rule("""
                on: cdevent
                    types: ["dev.cdevents.artifact.published.*"]
                    sources: ["https://registry.example/**"]
                    subjects: ["pkg:**"]""");
        Map<Fact, List<String>> facts = Map.of(
                Fact.TYPES, List.of("dev.cdevents.artifact.published.0.2.0"),
                Fact.SOURCES, List.of("https://registry.example/acme/shop"),
                Fact.SUBJECTS, List.of("pkg:oci/shop@sha256:1"));

        assertThat(why(rule, event(Event.Kind.CDEVENT, facts, List.of()))).isEmpty();
        assertThat(why(
                        rule,
                        event(
                                Event.Kind.CDEVENT,
                                Map.of(Fact.TYPES, List.of("dev.cdevents.artifact.packaged.0.2.0")),
                                List.of())))
                .startsWith("types: ");
    }

    @Test
    void isNotInItsOwnChain() {
        TriggerRule rule = rule(OUTCOME);

        Judgement judged = rule.judge(outcome(Map.of(), List.of("a", "r", "b")));

        assertThat(judged.verdict()).isEqualTo(Verdict.STOPS_A_LOOP);
        assertThat(judged.reason()).isEqualTo("loop: it led to this itself: a -> r -> b");
        assertThat(rule.judge(outcome(Map.of(), List.of("a", "b"))).verdict()).isEqualTo(Verdict.STARTS);
        assertThat(rule.judge(outcome(Map.of(Fact.POOLS, List.of("gpu")), List.of("r")))
                        .verdict())
                .as("what does not match is no loop")
                .isEqualTo(Verdict.PASSES_OVER);
    }

    @Test
    void endsAChainOfTen() {
        List<String> chain = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            chain.add("rule-" + i);
        }
        TriggerRule rule = rule(OUTCOME);
        assertThat(rule.judge(outcome(Map.of(), chain)).verdict()).isEqualTo(Verdict.STARTS);
        assertThat(rule.submission(outcome(Map.of(), chain)).triggeredBy())
                .hasSize(10)
                .endsWith("r");

        chain.add("rule-9");

        assertThat(rule.judge(outcome(Map.of(), chain)).reason()).startsWith("loop: 10 rules led to this");
    }

    @Test
    void aRuleOfATenantSeesWhatHappensToThatTenantOnly() {
        TriggerRule bound = rule("on: push\n    repository: \"**\"").of("acme", false, Instant.EPOCH);
        TriggerRule unbound = rule("on: push\n    repository: \"**\"").of("other", true, Instant.EPOCH);

        assertThat(bound.id()).isEqualTo("acme/r");
        assertThat(why(bound, push(false, "main", "eve"))).isEmpty();
        assertThat(why(
                        rule("on: push\n    repository: \"**\"").of("other", false, Instant.EPOCH),
                        push(false, "a", "e")))
                .isEqualTo("tenant: it is of acme");
        assertThat(why(unbound, push(false, "main", "eve"))).isEmpty();
        assertThat(unbound.submission(push(false, "main", "eve")).subject().tenant())
                .isEqualTo("other");
    }

    @Test
    void tellsAJobWhatHappenedAsEnvironmentThatFitsOnALine() {
        TriggerRule rule = rule(OUTCOME + "\n    cloneUrl: https://git.example/shop.git");
        Submission submission = rule.submission(new Event(
                Event.Kind.OUTCOME,
                "outcome:1",
                "acme",
                "acme/shop",
                "main$(reboot)\n",
                COMMIT,
                "",
                Map.of(),
                Map.of(),
                List.of("a", "b")));

        assertThat(submission.jobs().get(0).script()).isEqualTo("make");
        assertThat(submission.jobs().get(0).settings().environment())
                .containsEntry("JOBSTREAM_EVENT", "outcome")
                .containsEntry("JOBSTREAM_EVENT_ID", "outcome:1")
                .containsEntry("JOBSTREAM_EVENT_RULE", "r")
                .containsEntry("JOBSTREAM_EVENT_REPOSITORY", "acme/shop")
                .containsEntry("JOBSTREAM_EVENT_REF", "main$(reboot)")
                .containsEntry("JOBSTREAM_EVENT_SHA", COMMIT)
                .containsEntry("JOBSTREAM_EVENT_CHAIN", "a b r");
        assertThat(submission.jobs().get(0).settings().checkout())
                .isEqualTo(new Checkout("https://git.example/shop.git", COMMIT));
        assertThat(submission.pipeline()).isTrue();
    }

    @Test
    void boundsWhatAnEventSays() {
        Map<String, String> variables = new HashMap<>();

        Event.put(variables, "_ACTOR", "x".repeat(5_000));
        Event.put(variables, "_EMPTY", "");

        assertThat(variables).containsOnlyKeys("JOBSTREAM_EVENT_ACTOR");
        assertThat(variables.get("JOBSTREAM_EVENT_ACTOR")).hasSize(2_048);
    }

    @Test
    void isDueInItsMinuteAndSaysWhenElse() {
        TriggerRules rules = rules("""
                on: schedule
                    cron: "30 2 * * *"
                    timeZone: Europe/Berlin
                    repository: acme/shop
                    branch: main
                    cloneUrl: https://git.example/shop.git""");
        Instant due = Instant.parse("2026-07-10T00:30:00Z");

        Judgement judged = rules.judge(due).get(0);

        assertThat(judged.verdict()).isEqualTo(Verdict.STARTS);
        Submission submission = judged.rule().submission(judged.rule().due(due));
        assertThat(submission.subject().tenant()).isEqualTo("acme");
        assertThat(submission.jobs().get(0).settings().environment())
                .containsEntry("JOBSTREAM_EVENT_TIME", due.toString());
        assertThat(submission.jobs().get(0).settings().checkout())
                .isEqualTo(new Checkout("https://git.example/shop.git", "main"));
        assertThat(rules.judge(due.plusSeconds(60)).get(0).reason())
                .isEqualTo("cron: 30 2 * * * in Europe/Berlin is due next at 2026-07-11T00:30:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            on: schedule                                   | /rules/0/cron: Required
            {on: schedule, cron: '* * * * * *'}            | /rules/0/cron: Expected five fields
            {on: schedule, cron: '* * * * *', timeZone: X} | /rules/0/timeZone: Expected a time zone
            {on: schedule, cron: '* * * * *', actors: [a]} | /rules/0/actors: Not known of a schedule
            {on: outcome, outcomes: [failed]}              | /rules/0/outcomes: Expected some of SUCCEEDED,
            {on: outcome, causes: [UNKNOWN]}               | /rules/0/causes: Expected some of SCRIPT,
            on: cdevent                                    | /rules/0/types: Required
            on: tag                                        | /rules/0/repository: Required
            {on: outcome, cron: '* * * * *'}               | /rules/0/cron: Unknown field
            {on: outcome, job: {name: a, script: b}, pipeline: {jobs: []}} | /rules/0/job: Expected either
            """)
    void refusesWhatAKindOfEventDoesNotHave(String fields, String mistake) {
        String inner = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
        String job = inner.contains("job:") ? "" : ", job: {name: a, script: b}";
        assertThatThrownBy(() -> RuleReader.file(
                        "rules.yaml", ("rules: [{name: r, " + inner + job + "}]").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(mistake);
    }

    private static String why(TriggerRule rule, Event event) {
        return rule.judge(event).reason();
    }

    private static TriggerRule rule(String fields) {
        return rules(fields).list().get(0);
    }

    private static TriggerRules rules(String fields) {
        String yaml = "rules:\n  - name: r\n    " + fields + "\n    job: {name: j, script: make}\n";
        return RuleReader.file("rules.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Event push(boolean tag, String ref, String actor) {
        return new Push("acme/shop", "https://x.example/r.git", tag, ref, COMMIT, "", actor, List.of("src/a"), null)
                .event("github:1");
    }

    /** One that the rule takes, but for these facts. */
    private static Event outcome(Map<Fact, List<String>> others, List<String> chain) {
        Map<Fact, List<String>> facts = new EnumMap<>(Map.of(
                Fact.REPOSITORY, List.of("acme/shop"),
                Fact.BRANCHES, List.of("main"),
                Fact.JOBS, List.of("test (17)"),
                Fact.POOLS, List.of("default"),
                Fact.OUTCOMES, List.of("FAILED"),
                Fact.CAUSES, List.of("INFRASTRUCTURE")));
        facts.putAll(others);
        return event(Event.Kind.OUTCOME, facts, chain);
    }

    private static Event event(Event.Kind kind, Map<Fact, List<String>> facts, List<String> chain) {
        return new Event(kind, "id:1", "acme", "acme/shop", "main", COMMIT, "", facts, Map.of(), chain);
    }
}
