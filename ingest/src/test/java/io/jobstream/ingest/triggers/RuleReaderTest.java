// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.ingest.submission.JobSettings;
import io.jobstream.ingest.submission.JobTemplate;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
    private static final String RULE = """
            rules:
              - name: build
                on: push
                repository: acme/*
                branches: [main, "release/**", "!release/old/**"]
                pipeline:
                  labels: [linux]
                  environment: {STAGE: ci}
                  jobs:
                    - name: compile
                      script: |
                        make
                        make install
                    - {name: test, needs: [compile], script: make test, labels: [gpu]}
            """;

    @Test
    void readsRules() {
        List<Submission> triggered = starts(parse(RULE), push("acme/shop", false, "main"));

        assertThat(triggered).hasSize(1);
        assertThat(triggered.get(0).jobs())
                .extracting(job -> job.settings().labels())
                .containsExactly(List.of("linux"), List.of("gpu"));
        assertThat(triggered.get(0).jobs().get(0).script()).isEqualTo("make\nmake install\n");
        assertThat(triggered.get(0).jobs().get(0).settings().environment())
                .containsEntry("STAGE", "ci")
                .containsEntry("CI_BRANCH", "main");
    }

    @Test
    void readsRetriesOfAPipelineAndOfAJob() {
        TriggerRules rules = parse(RULE.replace("labels: [linux]", "retry: {exitCodes: [75]}\n      startWithin: PT1H")
                .replace("labels: [gpu]", "retry: {on: []}"));

        assertThat(starts(rules, push("acme/shop", false, "main")).get(0).jobs())
                .extracting(JobTemplate::settings)
                .extracting(JobSettings::retry, JobSettings::startWithin)
                .containsExactly(
                        tuple(
                                new RetryPolicy(
                                        List.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE), List.of(75), 0L, 300_000L),
                                Duration.ofHours(1)),
                        tuple(new RetryPolicy(List.of(), List.of(), 0L, 300_000L), Duration.ofHours(1)));
    }

    @Test
    void makesJobsOfAMatrixAndReadsConditionsAndGroups() {
        TriggerRules rules = parse(RULE.replace(
                "- {name: test, needs: [compile], script: make test, labels: [gpu]}",
                "- {name: test, needs: [compile], when: always, script: make test,"
                        + " matrix: {axes: {jdk: [17, '25'], fast: [true]}},"
                        + " concurrency: {group: 'on-${matrix.jdk}'}}"));

        assertThat(starts(rules, push("acme/shop", false, "main")).get(0).jobs().subList(1, 3))
                .extracting(
                        JobTemplate::name,
                        JobTemplate::when,
                        job -> job.settings().concurrency())
                .containsExactly(
                        tuple("test (17, true)", NeedsCondition.ALWAYS, new ConcurrencyGroup("on-17", 1, false)),
                        tuple("test (25, true)", NeedsCondition.ALWAYS, new ConcurrencyGroup("on-25", 1, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "acme/shop, false, main, 1",
        "acme/shop, false, release/2/rc, 1",
        "acme/shop, false, release/old/1, 0",
        "acme/shop, false, mainly, 0",
        "acme/shop, true, main, 0",
        "other/shop, false, main, 0",
        "acme/shop/deep, false, main, 0"
    })
    void matchesRepositoryAndBranch(String repository, boolean tag, String ref, int matches) {
        assertThat(starts(parse(RULE), push(repository, tag, ref))).hasSize(matches);
    }

    @Test
    void takesEveryBranchAndNoTagWhereTheRuleNamesNone() {
        TriggerRules rules = parse(RULE.replaceAll("(?m)^ *branches:.*\n", ""));

        assertThat(starts(rules, push("acme/shop", false, "any"))).hasSize(1);
        assertThat(starts(rules, push("acme/shop", true, "v1"))).isEmpty();
    }

    @Test
    void takesTagsWhereTheRuleNamesThem() {
        TriggerRules rules = parse(RULE.replaceAll("branches:.*", "tags: [\"v*\"]"));

        assertThat(starts(rules, push("acme/shop", true, "v1"))).hasSize(1);
        assertThat(starts(rules, push("acme/shop", false, "v1"))).isEmpty();
    }

    @Test
    void looksAtEachChangedPathAndTakesUnknownOnesForAll() {
        TriggerRules rules = parse(RULE.replaceAll("branches:.*", "paths: [\"src/**\", \"!**/*.md\"]"));

        assertThat(starts(rules, push("acme/shop", false, "main", "src/a/b.c", "x")))
                .hasSize(1);
        assertThat(starts(rules, push("acme/shop", false, "main", "src/read.md", "docs/x")))
                .isEmpty();
        assertThat(starts(rules, push("acme/shop", false, "main"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            repository: acme/*  | repository: [a]      | rules.yaml:4:5: /rules/0/repository: Expected a text
            on: push            | on: pull             | rules.yaml:3:5: /rules/0/on: Expected push
            name: build         | name: a b            | rules.yaml:2:5: /rules/0/name: Expected 1 to 64 letters
            name: build         | nam: build           | rules.yaml:2:5: /rules/0/nam: Unknown field
            name: build         | nam: build           | rules.yaml:2:5: /rules/0/name: Required
            needs: [compile]    | needs: [compiler]    | /rules/0/pipeline/jobs/1/needs/0: No job of this pipeline
            needs: [compile]    | needs: [test]        | :14:24: /rules/0/pipeline/jobs/1/needs: It needs itself
            name: test          | name: compile        | rules.yaml:14:12: /rules/0/pipeline/jobs/1/name: Two jobs
            STAGE: ci           | JOBSTREAM_JOB: ci    | rules.yaml:8:21: /rules/0/pipeline/environment/JOBSTREAM_JOB
            STAGE: ci           | STAGE: 1             | /rules/0/pipeline/environment/STAGE: Expected a text
            labels: [linux]     | retry: {on: [TEST]}  | rules.yaml:7:15: /rules/0/pipeline/retry/on: Expected RUNNER
            labels: [gpu]       | when: failed         | :14:61: /rules/0/pipeline/jobs/1/when: Expected success,
            labels: [gpu]       | matrix: {axes: {a: [3.10]}} | /jobs/1/matrix/axes/a/0: Expected a text
            labels: [linux]     | concurrency: {limit: 1} | rules.yaml:7:7: /rules/0/pipeline/concurrency/group: Requ
            labels: [gpu]       | startWithin: 1h      | :14:61: /rules/0/pipeline/jobs/1/startWithin: Expected a dur
            on: push            | name: two            | rules.yaml:3:5: Two values for name
            labels: [linux]     | labels: &l [linux]   | rules.yaml:7:15: Anchors and aliases
            labels: [linux]     | labels: [linux       | rules.yaml:8:
            rules:              | --- {}               | rules.yaml:2:
            """)
    void namesLineColumnAndReasonOfEveryMistake(String right, String wrong, String message) {
        assertThatThrownBy(() -> parse(RULE.replace(right, wrong)))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tellsOfAllMistakesAtOnce() {
        assertThatThrownBy(() -> parse("rules:\n  - on: x\n  - {name: a, on: push, repository: b, pipeline: {}}\n"))
                .hasMessageContaining("rules.yaml:2:5: /rules/0/on")
                .hasMessageContaining("/rules/0/name: Required")
                .hasMessageContaining("/rules/1/pipeline/jobs: Required");
    }

    @Test
    void refusesAFileThatIsNone() {
        assertThatThrownBy(() -> parse("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> parse("a\n---\nb\n")).isInstanceOf(InvalidFileException.class);
        assertThatThrownBy(() -> RuleReader.file("rules.yaml", new byte[] {(byte) 0xff}))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> parse("[".repeat(10_000))).isInstanceOf(InvalidFileException.class);
    }

    @Test
    void neverPastesWhatAPushSaysIntoAScript() {
        Push evil = push("acme/shop", false, "main\"; rm -rf /; \"");
        TriggerRules rules = parse(RULE.replaceAll("branches:.*", "branches: [\"**\"]"));

        Submission triggered = starts(rules, evil).get(0);

        assertThat(triggered.jobs()).noneMatch(job -> job.script().contains("rm"));
        assertThat(triggered.jobs().get(0).settings().environment()).containsEntry("CI_BRANCH", evil.ref());
    }

    private static TriggerRules parse(String yaml) {
        return RuleReader.file("rules.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesPullRequestsByTheBranchThatTheyAreToGoInto() {
        TriggerRules rules = parse("""
                rules:
                  - name: review
                    on: pull_request
                    repository: acme/*
                    branches: [main]
                    pipeline:
                      jobs: [{name: build, script: make}]
                """);

        assertThat(starts(rules, pullRequest("main"))).hasSize(1);
        assertThat(starts(rules, pullRequest("other"))).isEmpty();
        assertThat(starts(rules, push("acme/shop", false, "main")))
                .as("a push is none")
                .isEmpty();
        assertThat(starts(parse(RULE), pullRequest("main")))
                .as("nor is it a push")
                .isEmpty();
        assertThat(starts(rules, pullRequest("main"))
                        .get(0)
                        .jobs()
                        .get(0)
                        .settings()
                        .environment())
                .containsEntry("CI_BRANCH", "feature")
                .containsEntry("CI_PULL_REQUEST", "7")
                .containsEntry("CI_TARGET_BRANCH", "main");
    }

    @Test
    void knowsNoPathsOfAPullRequest() {
        assertThatThrownBy(() -> parse("""
                        rules:
                          - name: review
                            on: pull_request
                            repository: acme/*
                            paths: ["src/**"]
                            pipeline:
                              jobs: [{name: build, script: make}]
                        """)).hasMessageContaining("/rules/0/paths: Not known of a pull request");
    }

    private static List<Submission> starts(TriggerRules rules, Push push) {
        Event event = push.event("github:1");
        return rules.judge(event).stream()
                .filter(judged -> judged.verdict() == Judgement.Verdict.STARTS)
                .map(judged -> judged.rule().submission(event))
                .toList();
    }

    private static Push pullRequest(String target) {
        return new Push(
                "acme/shop",
                "https://x.example/r.git",
                false,
                "feature",
                "a".repeat(40),
                "",
                "eve",
                List.of(),
                new Push.PullRequest("7", target));
    }

    private static Push push(String repository, boolean tag, String ref, String... paths) {
        return new Push(
                repository, "https://x.example/r.git", tag, ref, "a".repeat(40), "", "eve", List.of(paths), null);
    }
}
