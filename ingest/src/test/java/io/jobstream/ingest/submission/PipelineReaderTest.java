// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.http.FieldError;
import io.jobstream.http.json.InvalidJsonException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.http.json.StrictJson;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions, matrices and concurrency groups, as the record has them. */
class PipelineReaderTest {
    private final List<FieldError> errors = new ArrayList<>();

    @Test
    void saysHowNeedsMustEnd() throws Exception {
        List<JobSpec> specs = specs("""
                [{"name": "build", "script": "x"},
                 {"name": "test", "script": "x", "needs": ["build"], "when": "success"},
                 {"name": "tell", "script": "x", "needs": ["test"], "when": "failure"},
                 {"name": "clean", "script": "x", "needs": ["test"], "when": "always"}]
                """);

        assertThat(specs)
                .extracting(JobSpec::getNeedsCondition)
                .containsExactly(null, NeedsCondition.SUCCESS, NeedsCondition.FAILURE, NeedsCondition.ALWAYS);
    }

    @Test
    void takesTheConcurrencyGroupOfAJobBeforeThatOfItsPipeline() throws Exception {
        List<JobSpec> specs = specs("""
                [{"name": "deploy", "script": "x"},
                 {"name": "lint", "script": "x", "concurrency": {"group": "lint", "limit": 1000}}],
                 "concurrency": {"group": "deploy", "cancelInProgress": true}
                """);

        assertThat(specs)
                .extracting(JobSpec::getConcurrencyGroup)
                .containsExactly(new ConcurrencyGroup("deploy", 1, true), new ConcurrencyGroup("lint", 1_000, false));
    }

    @Test
    void makesAJobOfEachCombination() throws Exception {
        List<JobSpec> specs = specs("""
                [{"name": "test", "script": "x", "labels": ["${matrix.os}", "x64"],
                  "concurrency": {"group": "board-${matrix.os}-${matrix.jdk}"},
                  "matrix": {"axes": {"jdk": [17, "25"], "os": ["linux", "mac"]},
                             "exclude": [{"os": "mac", "jdk": 25}], "include": [{"os": "linux", "jdk": "26-ea"}]}}]
                """);

        assertThat(specs)
                .extracting(
                        JobSpec::getName,
                        JobSpec::getLabels,
                        spec -> spec.getConcurrencyGroup().getName())
                .containsExactly(
                        tuple("test (17, linux)", List.of("linux", "x64"), "board-linux-17"),
                        tuple("test (17, mac)", List.of("mac", "x64"), "board-mac-17"),
                        tuple("test (25, linux)", List.of("linux", "x64"), "board-linux-25"),
                        tuple("test (26-ea, linux)", List.of("linux", "x64"), "board-linux-26-ea"));
    }

    /** The values of a matrix reach a script as environment only. */
    @Test
    void givesTheScriptItsValuesAsEnvironment() throws Exception {
        JobWork work = works("""
                [{"name": "test", "script": "make ${matrix.os}", "image": "jdk:${matrix.jdk}",
                  "environment": {"A": "${matrix.os}", "MATRIX_OS": "mine"},
                  "matrix": {"axes": {"jdk": ["17"], "os": ["linux"]}}}],
                 "environment": {"MATRIX_JDK": "theirs", "B": "1"}
                """).get(0);

        assertThat(work.getScript()).isEqualTo("make ${matrix.os}");
        assertThat(work.getImage()).isEqualTo("jdk:17");
        assertThat(work.getEnvironment())
                .isEqualTo(Map.of("A", "${matrix.os}", "B", "1", "MATRIX_JDK", "17", "MATRIX_OS", "linux"));
    }

    @Test
    void needsEachCombinationOfAJobOrOne() throws Exception {
        List<JobSpec> specs = specs("""
                [{"name": "test", "script": "x", "matrix": {"axes": {"jdk": ["17", "25"]}}},
                 {"name": "all", "script": "x", "needs": ["test", "test (25)"]},
                 {"name": "one", "script": "x", "needs": ["test (17)"],
                  "matrix": {"axes": {"to": ["a", "b"]}}}]
                """);
        Map<String, String> ids = specs.stream().collect(Collectors.toMap(JobSpec::getName, JobSpec::getJobId));

        assertThat(specs)
                .extracting(JobSpec::getName, JobSpec::getNeeds)
                .contains(
                        tuple("all", List.of(ids.get("test (17)"), ids.get("test (25)"))),
                        tuple("one (a)", List.of(ids.get("test (17)"))),
                        tuple("one (b)", List.of(ids.get("test (17)"))));
    }

    @Test
    void takesAsManyJobsAsFit() throws Exception {
        String full = "[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {\"a\": [" + numbers(16)
                + "], \"b\": [" + numbers(16) + "]}}}";

        assertThat(specs(full + "]")).hasSize(Limits.JOBS_MAX);
        assertThat(mistakes(full + ", {\"name\": \"u\", \"script\": \"x\"}]"))
                .containsExactly("/jobs Expected 1 to 256 jobs, found 257 with every combination of the matrices");
    }

    /** Else two megabytes of them could keep a thread busy for long. */
    @Test
    void expandsNoMoreWhenThereAreTooManyJobs() throws Exception {
        String labels = Stream.generate(() -> "\"a" + "${matrix.a}".repeat(12) + "\"")
                .limit(32)
                .collect(Collectors.joining(", "));
        String jobs = IntStream.range(0, 256)
                .mapToObj(job -> "{\"name\": \"j" + job + "\", \"script\": \"x\", \"labels\": [" + labels
                        + "], \"matrix\": {\"axes\": {\"a\": [" + numbers(16) + "], \"b\": [" + numbers(16) + "]}}}")
                .collect(Collectors.joining(", ", "[", "]"));

        assertThat(mistakes(jobs))
                .containsExactly(
                        "/jobs Expected 1 to 256 jobs, found at least 512 with every combination of the matrices");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /jobs/1/when | "needs": ["a"], "when": "never"
            /jobs/1/when | "needs": ["a"], "when": true
            /jobs/1/when | "when": "always"
            /jobs/1/when | "needs": [], "when": "failure"
            /jobs/1/concurrency/group | "concurrency": {}
            /jobs/1/concurrency/group | "concurrency": {"group": " "}
            /jobs/1/concurrency/group | "concurrency": {"group": "a\\nb"}
            /jobs/1/concurrency/group | "concurrency": {"group": "${matrix.os}"}
            /jobs/1/concurrency/group | "concurrency": {"group": "deploy-${branch}"}
            /jobs/1/concurrency/limit | "concurrency": {"group": "a", "limit": 0}
            /jobs/1/concurrency/limit | "concurrency": {"group": "a", "limit": 1001}
            /jobs/1/concurrency/cancelInProgress | "concurrency": {"group": "a", "cancelInProgress": "yes"}
            /jobs/1/concurrency/name  | "concurrency": {"group": "a", "name": "b"}
            /jobs/1/labels            | "labels": ["${matrix.os}"]
            /jobs/1/image             | "image": "${matrix.os}"
            """)
    void refusesConditionsAndGroupsThatAreNone(String pointer, String more) {
        assertThat(pointers(
                        "[{\"name\": \"a\", \"script\": \"x\"}, {\"name\": \"b\", \"script\": \"x\", " + more + "}]"))
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /axes       | {}
            /axes       | {"axes": {}}
            /axes/OS    | {"axes": {"OS": ["a"]}}
            /axes/a-b   | {"axes": {"a-b": ["a"]}}
            /axes/a     | {"axes": {"a": []}}
            /axes/a     | {"axes": {"a": null}}
            /axes/a     | {"axes": {"a": "x"}}
            /axes/a     | {"axes": {"a": ["x", "y", "x"]}}
            /axes/a     | {"axes": {"a": [1, "1"]}}
            /axes/a/1   | {"axes": {"a": ["x", 3.10]}}
            /axes/a/0   | {"axes": {"a": [""]}}
            /axes/a/0   | {"axes": {"a": ["a\\nb"]}}
            /exclude/0  | {"axes": {"a": ["x", "y"]}, "exclude": [{}]}
            /exclude/0  | {"axes": {"a": ["x", "y"]}, "exclude": [{"a": null}]}
            /exclude/0/a | {"axes": {"a": ["x", "y"]}, "exclude": [{"a": "z"}]}
            /exclude/0/b | {"axes": {"a": ["x", "y"]}, "exclude": [{"b": "z"}]}
            ''          | {"axes": {"a": ["x"]}, "exclude": [{"a": "x"}]}
            /include/0  | {"axes": {"a": ["x"], "b": ["x"]}, "include": [{"a": "z"}]}
            /include/0/c | {"axes": {"a": ["x"]}, "include": [{"a": "z", "c": "z"}]}
            /include/0/a | {"axes": {"a": ["x"]}, "include": [{"a": " "}]}
            /include/0  | {"axes": {"a": ["x"]}, "include": [{"a": "x"}]}
            /include/1  | {"axes": {"a": ["x"]}, "include": [{"a": "y"}, {"a": "y"}]}
            /values     | {"axes": {"a": ["x"]}, "values": []}
            """)
    void refusesMatricesThatAreNone(String pointer, String matrix) {
        assertThat(pointers("[{\"name\": \"a\", \"script\": \"x\", \"labels\": [\"${matrix.a}\"], \"matrix\": " + matrix
                        + "}]"))
                .containsOnly("/jobs/0/matrix" + pointer);
    }

    @Test
    void refusesMatricesThatAreTooLarge() {
        String nine = Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "i")
                .map(axis -> "\"" + axis + "\": [1]")
                .collect(Collectors.joining(", ", "{", "}"));
        assertThat(mistakes(matrix(nine))).singleElement().asString().contains("/axes");
        assertThat(mistakes(matrix("{\"a\": [" + numbers(65) + "]}")))
                .singleElement()
                .asString()
                .contains("/axes/a");
        assertThat(mistakes(matrix("{\"a\": [" + numbers(64) + "], \"b\": [" + numbers(64) + "]}")))
                .containsExactly(
                        "/jobs/0/matrix/axes Expected at most 1024 combinations before any is excluded, found 4096");
        assertThat(mistakes(matrix("{\"a\": [" + numbers(17) + "], \"b\": [" + numbers(16) + "]}")))
                .containsExactly("/jobs/0/matrix Expected 1 to 256 combinations, found 272");
        assertThat(mistakes(matrix("{\"a\": [1]}, \"exclude\": [" + "{\"a\": 1}, ".repeat(64) + "{\"a\": 1}]")))
                .containsExactly("/jobs/0/matrix/exclude Expected at most 64");
    }

    @Test
    void refusesWhatPlaceholdersMakeOfAText() {
        String job =
                "[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {\"os\": [\"linux\", \"win 11\"]}}, ";

        assertThat(mistakes(job + "\"labels\": [\"on-${matrix.os}\"]}]"))
                .singleElement()
                .asString()
                .startsWith("/jobs/0/labels Expected labels of")
                .endsWith("; it is not so with os=win 11");
        assertThat(mistakes(job + "\"image\": \"${matrix.jdk}\"}]"))
                .containsExactly("/jobs/0/image Unknown placeholder ${matrix.jdk}; known are ${matrix.os}");
        assertThat(pointers(job + "\"concurrency\": {\"group\": \"" + "g".repeat(123) + "${matrix.os}\"}}]"))
                .containsExactly("/jobs/0/concurrency/group");
        assertThat(pointers(job + "\"labels\": [\"" + "${matrix.os}".repeat(200) + "\"]}]"))
                .containsExactly("/jobs/0/labels");
    }

    @Test
    void refusesNamesAndNeedsThatDoNotFitTogether() {
        String matrix = ", \"script\": \"x\", \"matrix\": {\"axes\": {\"a\": [\"1\", \"2\"]}}";

        assertThat(pointers("[{\"name\": \"t\"" + matrix + "}, {\"name\": \"t\", \"script\": \"x\"}]"))
                .containsExactly("/jobs/1/name");
        assertThat(mistakes("[{\"name\": \"t\"" + matrix + "}, {\"name\": \"t (2)\", \"script\": \"x\"}]"))
                .containsExactly("/jobs/1/name Two jobs have this name");
        assertThat(mistakes("[{\"name\": \"t (2)\", \"script\": \"x\"}, {\"name\": \"t\"" + matrix + "}]"))
                .containsExactly("/jobs/1/name Two jobs have this name: t (2)");
        assertThat(mistakes("[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {\"a\": [\"1\", \"1, 2\"],"
                        + " \"b\": [\"3\", \"2, 3\"]}}}]"))
                .containsExactly("/jobs/0/name Two combinations of its matrix give it the same name");
        assertThat(pointers("[{\"name\": \"" + "n".repeat(125) + "\"" + matrix + "}]"))
                .containsExactly("/jobs/0/name");
        assertThat(pointers("[{\"name\": \"t\"" + matrix + ", \"needs\": [\"t (1)\"]}]"))
                .containsExactly("/jobs/0/needs");
        assertThat(pointers("[{\"name\": \"t\"" + matrix + ", \"needs\": [\"u\"]},"
                        + " {\"name\": \"u\", \"script\": \"x\", \"needs\": [\"t (2)\"]}]"))
                .containsExactly("/jobs/0/needs", "/jobs/1/needs");
        assertThat(pointers("[{\"name\": \"t\"" + matrix + "},"
                        + " {\"name\": \"u\", \"script\": \"x\", \"needs\": [\"t (3)\"]}]"))
                .containsExactly("/jobs/1/needs/0");
        assertThat(mistakes("[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {\"a\": [" + numbers(5)
                        + "], \"b\": [" + numbers(13) + "]}}},"
                        + " {\"name\": \"u\", \"script\": \"x\", \"needs\": [\"t\"]}]"))
                .containsExactly("/jobs/1/needs Expected at most 64, found 65 with every combination of the matrices");
    }

    /** The hundredth mistake is the last that is told: what comes after it is not expanded. */
    @Test
    void expandsNothingAfterAsManyMistakesAsAreTold() {
        String bad = "{\"name\": \"\", \"script\": \"\"}, ".repeat(120);
        String axes = IntStream.range(0, 9)
                .mapToObj(i -> "\"a" + i + "\": [" + numbers(64) + "]")
                .collect(Collectors.joining(", "));

        assertThat(mistakes(
                        "[" + bad + "{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {" + axes + "}}}]"))
                .hasSize(JsonFields.MISTAKES_MAX);
    }

    @Test
    void derivesIdsFromTheNamesThatMatricesMake() throws Exception {
        String jobs = "[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": {\"a\": [1, 2]}}}]";
        IdempotencyKey key = IdempotencyKey.of("key", new byte[0]);

        assertThat(requested(jobs, key))
                .extracting(job -> job.getSpec().getJobId())
                .doesNotHaveDuplicates()
                .isEqualTo(requested(jobs, key).stream()
                        .map(job -> job.getSpec().getJobId())
                        .toList());
    }

    private List<String> pointers(String jobs) {
        return mistakes(jobs).stream().map(mistake -> mistake.split(" ", 2)[0]).toList();
    }

    private List<String> mistakes(String jobs) {
        errors.clear();
        read(jobs);
        return errors.stream()
                .map(error -> error.pointer() + " " + error.detail())
                .toList();
    }

    private List<JobSpec> specs(String jobs) throws Exception {
        return requested(jobs, null).stream().map(RequestedJob::getSpec).toList();
    }

    private List<JobWork> works(String jobs) throws Exception {
        try (AvroCodec codec = new AvroCodec(registry())) {
            return requested(jobs, null).stream()
                    .map(job -> codec.decodeWork(job.getWork()))
                    .toList();
        }
    }

    private List<RequestedJob> requested(String jobs, @Nullable IdempotencyKey key) throws Exception {
        try (AvroCodec codec = new AvroCodec(registry())) {
            return submission(jobs)
                    .toRequest("ci", key, RequestSource.API, Instant.EPOCH, codec)
                    .getJobs();
        }
    }

    private Submission submission(String jobs) {
        Submission submission = new Submission(new Subject("pool", "tenant", "", "", ""), true, read(jobs));
        assertThat(errors).isEmpty();
        return submission;
    }

    /** The jobs, after which a pipeline's defaults may follow. */
    private List<JobTemplate> read(String jobs) {
        try {
            JsonFields fields = new JsonFields(
                    StrictJson.parse(("{\"jobs\": " + jobs + "}").getBytes(StandardCharsets.UTF_8)), "", errors);
            List<JobTemplate> read = new PipelineReader(fields).jobs();
            fields.done();
            return read;
        } catch (InvalidJsonException e) {
            throw new AssertionError(e);
        }
    }

    private static MockSchemaRegistryClient registry() throws Exception {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        new SchemaSetup(registry).ensure();
        return registry;
    }

    private static String matrix(String axes) {
        return "[{\"name\": \"t\", \"script\": \"x\", \"matrix\": {\"axes\": " + axes + "}}]";
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }
}
