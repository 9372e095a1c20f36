// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "JOB_QUEUED"}            | queued
            {"type": "CANCELLATION_ACCEPTED"} | cancellation accepted
            {"type": "CANCELLATION_ACCEPTED", "cancellation": {}} | cancellation accepted
            {"type": "CANCELLATION_ACCEPTED", "cancellation": {"supersededBy": "b"}} | cancellation accepted: \
            b of its concurrency group takes its place
            {"type": "RUNNER_LOST", "runnerId": "r"} | runner lost (r)
            """)
    void saysWhatHappened(String fact, String text) throws Exception {
        assertThat(FactText.of(new ObjectMapper().readTree(fact))).isEqualTo(text);
    }
}
