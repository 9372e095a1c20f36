// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.standalone.cli.CommandLineProgram;
import io.jobstream.standalone.cli.Problems;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

class JobOptionsTest {
    @Test
    void leavesRetriesToTheServerUnlessToldOfThem() {
        JsonNode body = body("--timeout", "5m");

        assertThat(body.path("timeLimit").asText()).isEqualTo("PT5M");
        assertThat(body.has("retry")).isFalse();
        assertThat(body.has("startWithin")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --retry-on=RUNNER_LOST                    | {"on": ["RUNNER_LOST"]}
            --retry-on=runner-lost,infrastructure     | {"on": ["RUNNER_LOST", "INFRASTRUCTURE"]}
            --retry-on=none                           | {"on": []}
            --retry-on=None --retry-exit-codes=75     | {"on": [], "exitCodes": [75]}
            --retry-exit-codes=75,137                 | {"exitCodes": [75, 137]}
            --retry-backoff=10s                       | {"backoff": "PT10S"}
            --retry-backoff=0s --retry-backoff-max=2h | {"backoff": "PT0S", "backoffMax": "PT2H"}
            """)
    void saysOfRetriesWhatItWasTold(String options, String retry) throws Exception {
        assertThat(body(options.split(" ", -1)).path("retry")).isEqualTo(new ObjectMapper().readTree(retry));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --concurrency-group=deploy                        | {"group": "deploy"}
            --concurrency-group=deploy --concurrency-limit=3  | {"group": "deploy", "limit": 3}
            --concurrency-group=deploy --cancel-in-progress   | {"group": "deploy", "cancelInProgress": true}
            """)
    void saysOfItsGroupWhatItWasTold(String options, String concurrency) throws Exception {
        assertThat(body(options.split(" ", -1)).path("concurrency"))
                .isEqualTo(new ObjectMapper().readTree(concurrency));
        assertThat(body().has("concurrency")).isFalse();
    }

    @Test
    void saysByWhenItMustBegin() {
        assertThat(body("--start-within", "1d").path("startWithin").asText()).isEqualTo("PT24H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none,RUNNER_LOST", "infrastructure,None", "none,none"})
    void refusesNoCauseBesideOthers(String causes) {
        Submit submit = parsed("--retry-on", causes);
        Problems problems = new Problems();

        submit.job.check(problems);

        assertThat(problems.texts()).containsExactly("--retry-on takes none, or causes, not both");
    }

    private static JsonNode body(String... options) {
        return parsed(options).job.body(List.of("make"));
    }

    private static Submit parsed(String... options) {
        Submit submit = new Submit();
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        ParseResult parsed =
                CommandLineProgram.create(submit, Map.of(), nowhere, nowhere).parseArgs(options);
        assertThat(parsed.errors()).isEmpty();
        return submit;
    }

    @Command(name = "submit")
    private static final class Submit {
        @Mixin
        final JobOptions job = new JobOptions();
    }
}
