// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {
    @ParameterizedTest
    @CsvSource({"SUCCEEDED,0", "TIMED_OUT,124", "ABANDONED,125", "REFUSED,126", "CANCELLED,130", "FAILED,1"})
    void eachOutcomeHasItsExitStatus(String outcome, int status) throws Exception {
        assertThat(Outcomes.exitStatus(seen("{\"outcome\":\"" + outcome + "\",\"attempts\":[]}")))
                .isEqualTo(status);
    }

    @Test
    void aFailedCommandGivesItsOwnExitStatus() throws Exception {
        Outcomes.Seen seen = seen("{\"outcome\":\"FAILED\",\"attempts\":[{\"exitCode\":1},{\"exitCode\":42}]}");

        assertThat(Outcomes.exitStatus(seen)).isEqualTo(42);
        assertThat(Outcomes.inWords(seen)).isEqualTo("failed with exit code 42");
    }

    @Test
    void severalArgumentsStayWhatTheyAre() {
        assertThat(JobOptions.script(List.of("echo", "a b", "it's", "--x=1"))).isEqualTo("echo 'a b' 'it'\\''s' --x=1");
    }

    @Test
    void oneArgumentIsAScript() {
        assertThat(JobOptions.script(List.of("make && make test"))).isEqualTo("make && make test");
    }

    private static Outcomes.Seen seen(String json) throws Exception {
        return Outcomes.of(new ObjectMapper().readTree(json));
    }
}
