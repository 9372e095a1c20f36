// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.runner.execution.Ending;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.Reason;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
    private static final AttemptId ID = new AttemptId("job", 2);
    private static final Ending SUCCEEDED = new Ending(
            Outcome.SUCCEEDED,
            null,
            0,
            "",
            Instant.ofEpochSecond(1),
            Instant.ofEpochSecond(2),
            new ResourceUse(10L, 0L, 20L),
            3,
            true);

    private final Results results =
            new Results(new Identity("pool", "runner", "session", null, List.of(), 1, Map.of(), "", ""));

    @Test
    void saysHowAnAttemptEndedByItself() {
        JobResult result = results.of(ID, Reason.ENDED, SUCCEEDED);

        assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.getAttempt()).isEqualTo(2);
        assertThat(result.getSessionId()).isEqualTo("session");
        assertThat(result.getExitCode()).isZero();
        assertThat(result.getLogChunks()).isEqualTo(3);
        assertThat(result.getLogCut()).isTrue();
        assertThat(result.getUse().getCpuMillis()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED, CANCELLED, USER",
        "TIMED_OUT, TIMED_OUT, TIMEOUT",
        "LEASE_RAN_OUT, FAILED, INFRASTRUCTURE",
        "SHUT_DOWN, FAILED, INFRASTRUCTURE"
    })
    void letsTheSessionOverruleASuccess(Reason reason, Outcome outcome, Cause cause) {
        JobResult result = results.of(ID, reason, SUCCEEDED);

        assertThat(result.getOutcome()).isEqualTo(outcome);
        assertThat(result.getCause()).isEqualTo(cause);
        assertThat(result.getExitCode()).isNull();
        assertThat(result.getMessage()).isNotEmpty();
        assertThat(result.getLogChunks()).isEqualTo(3);
    }

    @Test
    void canSayThatAnAttemptNeverStarted() {
        JobResult result = results.of(ID, Reason.CANCELLED, null);

        assertThat(result.getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.getStartedAt()).isNull();
    }
}
