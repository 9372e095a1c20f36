// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.InvalidJsonException;
import io.jobstream.http.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionReaderTest {
    @Test
    void takesTheTenantFromTheRepositoryUnlessOneIsNamed() {
        assertThat(job("").subject()).isEqualTo(new Subject("default", "default", "", "", ""));
        assertThat(job(", \"repository\": \"acme/shop\"").subject().tenant()).isEqualTo("acme");
        assertThat(job(", \"repository\": \"acme/shop\", \"tenant\": \"t\"")
                        .subject()
                        .tenant())
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /pool              | "pool": ""
            /pool              | "pool": "a b"
            /pool              | "pool": "ä"
            /pool              | "pool": ["a"]
            /tenant            | "tenant": "a/b"
            /repository        | "repository": "a//b"
            /repository        | "repository": "-/b"
            /branch            | "branch": "a\\u0000"
            /branch            | "branch": "a\\nb"
            /branch            | "branch": " "
            /commit            | "commit": "abc"
            /commit            | "commit": "HEAD"
            /labels            | "labels": ["a b"]
            /labels            | "labels": [""]
            /labels            | "labels": {}
            /labels/1          | "labels": ["a", 1]
            /resources         | "resources": ["gpu"]
            /resources/gpu     | "resources": {"gpu": 0}
            /resources/gpu     | "resources": {"gpu": 10001}
            /resources/gpu     | "resources": {"gpu": "2"}
            /resources/gpu     | "resources": {"gpu": 1.5}
            /resources/GPU     | "resources": {"GPU": 1}
            /resources/a b     | "resources": {"a b": 1}
            /priority          | "priority": 10
            /priority          | "priority": -1
            /priority          | "priority": "5"
            /priority          | "priority": 5.5
            /maxAttempts       | "maxAttempts": 0
            /maxAttempts       | "maxAttempts": 11
            /retry             | "retry": ["RUNNER_LOST"]
            /retry/retries     | "retry": {"retries": 3}
            /retry/on          | "retry": {"on": "RUNNER_LOST"}
            /retry/on/0        | "retry": {"on": [1]}
            /retry/on          | "retry": {"on": ["SCRIPT"]}
            /retry/on          | "retry": {"on": ["RUNNER_LOST", "TIMEOUT"]}
            /retry/on          | "retry": {"on": ["runner_lost"]}
            /retry/on          | "retry": {"on": ["RUNNER_LOST", "RUNNER_LOST"]}
            /retry/exitCodes   | "retry": {"exitCodes": 75}
            /retry/exitCodes/1 | "retry": {"exitCodes": [75, "76"]}
            /retry/exitCodes   | "retry": {"exitCodes": [0]}
            /retry/exitCodes   | "retry": {"exitCodes": [256]}
            /retry/exitCodes   | "retry": {"exitCodes": [75, 76, 75]}
            /retry/backoff     | "retry": {"backoff": "10s"}
            /retry/backoff     | "retry": {"backoff": 10}
            /retry/backoff     | "retry": {"backoff": "-PT1S"}
            /retry/backoff     | "retry": {"backoff": "PT24H0.001S"}
            /retry/backoffMax  | "retry": {"backoffMax": "PT24H0.001S"}
            /retry/backoffMax  | "retry": {"backoff": "PT10S", "backoffMax": "PT9.999S"}
            /startWithin       | "startWithin": 600
            /startWithin       | "startWithin": "10m"
            /startWithin       | "startWithin": "PT0.999S"
            /startWithin       | "startWithin": "P7DT0.001S"
            /timeLimit         | "timeLimit": "10m"
            /timeLimit         | "timeLimit": 600
            /timeLimit         | "timeLimit": "PT0S"
            /timeLimit         | "timeLimit": "-PT1M"
            /timeLimit         | "timeLimit": "PT25H"
            /environment       | "environment": []
            /environment/1A    | "environment": {"1A": "x"}
            /environment/A=B   | "environment": {"A=B": "x"}
            /environment/      | "environment": {"": "x"}
            /environment/A     | "environment": {"A": 1}
            /environment/A     | "environment": {"A": null}
            /environment/A     | "environment": {"A": "x\\u0000"}
            /environment/JOBSTREAM_ATTEMPT | "environment": {"JOBSTREAM_ATTEMPT": "9"}
            /checkout/ref      | "checkout": {"url": "https://x.example/a"}
            /checkout/url      | "checkout": {"ref": "main"}
            /checkout/url      | "checkout": {"url": "ext::sh -c id", "ref": "main"}
            /checkout/url      | "checkout": {"url": "--upload-pack=id", "ref": "main"}
            /checkout/url      | "checkout": {"url": "ssh://-oProxyCommand=id/x", "ref": "main"}
            /checkout/url      | "checkout": {"url": "-x@host:path", "ref": "main"}
            /checkout/url      | "checkout": {"url": "relative/path", "ref": "main"}
            /checkout/ref      | "checkout": {"url": "/srv/git", "ref": "--force"}
            /checkout/ref      | "checkout": {"url": "/srv/git", "ref": "a b"}
            /checkout/depth    | "checkout": {"url": "/srv/git", "ref": "a", "depth": 1}
            /image             | "image": "--privileged"
            /secrets           | "secrets": ["a-b"]
            /secrets           | "secrets": ["JOBSTREAM_X"]
            /name              | "name": "a\\tb"
            /name              | "name": "a\\u202Eb"
            /name              | "name": "\\ud800"
            /script            | "script": " "
            /script            | "script": "a\\u0000"
            /script            | "script": "\\udfff"
            /unknown           | "unknown": null
            /needs             | "needs": []
            """)
    void refusesFieldsThatBreakTheirLimits(String pointer, String field) {
        String json = field.startsWith("\"name\"")
                ? "{\"script\": \"x\", " + field + "}"
                : field.startsWith("\"script\"")
                        ? "{\"name\": \"x\", " + field + "}"
                        : "{\"name\": \"x\", \"script\": \"x\", " + field + "}";

        assertThat(mistakes(json)).extracting(FieldError::pointer).containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://x.example/a.git",
                "ssh://git@x.example:22/a.git",
                "git@github.com:a/b.git",
                "file:///srv/a",
                "/srv/a b"
            })
    void takesWhatGitClones(String url) {
        assertThat(job(", \"checkout\": {\"url\": \"" + url + "\", \"ref\": \"refs/heads/a/b\"}")
                        .jobs())
                .hasSize(1);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(mistakes("{\"name\": \"" + "n".repeat(129) + "\", \"script\": \"" + "ä".repeat(70_000)
                        + "\", \"branch\": \"" + "b".repeat(256) + "\", \"environment\": {\"A\": \""
                        + "v".repeat(32_769)
                        + "\"}, \"labels\": [" + many(33, "\"l%d\"") + "], \"secrets\": [" + many(33, "\"S%d\"")
                        + "], \"retry\": {\"exitCodes\": [" + many(33, "1%d") + "]}}"))
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder(
                        "/name", "/script", "/branch", "/environment/A", "/labels", "/secrets", "/retry/exitCodes");
    }

    @Test
    void tellsOfAllMistakesTogether() {
        assertThat(mistakes("{\"pool\": 1, \"priority\": 99, \"x\": 1}"))
                .extracting(FieldError::pointer)
                .containsExactly("/pool", "/name", "/script", "/priority", "/x");
        assertThat(mistakes("[]")).extracting(FieldError::pointer).contains("");
    }

    @Test
    void refusesPipelinesThatDoNotFitTogether() {
        assertThat(pipelineMistakes("{}")).containsExactly("/jobs");
        assertThat(pipelineMistakes("{\"jobs\": []}")).containsExactly("/jobs");
        assertThat(pipelineMistakes("{\"jobs\": [" + many(257, "{\"name\": \"%d\", \"script\": \"x\"}") + "]}"))
                .containsExactly("/jobs");
        assertThat(pipelineMistakes("{\"jobs\": [" + template("a", "") + "," + template("a", "") + "]}"))
                .containsExactly("/jobs/1/name");
        assertThat(pipelineMistakes("{\"jobs\": [" + template("a", "\"b\"") + "]}"))
                .containsExactly("/jobs/0/needs/0");
        assertThat(pipelineMistakes("{\"jobs\": [" + template("a", "\"a\"") + "]}"))
                .containsExactly("/jobs/0/needs");
        assertThat(pipelineMistakes("{\"jobs\": [" + template("a", "") + "," + template("b", "\"a\", \"d\"") + ","
                        + template("c", "\"b\"") + "," + template("d", "\"c\"") + "]}"))
                .containsExactly("/jobs/1/needs", "/jobs/2/needs", "/jobs/3/needs");
        assertThat(pipelineMistakes("{\"jobs\": [{\"name\": \"a\", \"script\": \"x\", \"pool\": \"p\"}]}"))
                .containsExactly("/jobs/0/pool");
        assertThat(pipelineMistakes("{\"jobs\": [1]}")).contains("/jobs/0");
    }

    private static Submission job(String more) {
        return SubmissionReader.job(parse("{\"name\": \"x\", \"script\": \"x\"" + more + "}"));
    }

    private static List<FieldError> mistakes(String json) {
        return mistakes(() -> SubmissionReader.job(parse(json)));
    }

    private static List<String> pipelineMistakes(String json) {
        return mistakes(() -> SubmissionReader.pipeline(parse(json))).stream()
                .map(FieldError::pointer)
                .toList();
    }

    private static List<FieldError> mistakes(Runnable reading) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(reading::run)
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(400);
                    thrown[0] = e;
                });
        return thrown[0].errors();
    }

    private static String template(String name, String needs) {
        return "{\"name\": \"" + name + "\", \"script\": \"x\", \"needs\": [" + needs + "]}";
    }

    private static String many(int count, String template) {
        return IntStream.range(0, count)
                .mapToObj(i -> template.replace("%d", "" + i))
                .collect(Collectors.joining(","));
    }

    private static JsonNode parse(String json) {
        try {
            return StrictJson.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidJsonException e) {
            throw new AssertionError(e);
        }
    }
}
