// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RetryPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
    private static final long DAY_MILLIS = 86_400_000;

    @ParameterizedTest
    @ValueSource(longs = {1_000, 7 * DAY_MILLIS})
    void takesATimeToBeginWithinItsLimits(long millis) {
        assertThat(problemOf(Pool.spec("a").setStartWithinMillis(millis))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, 999, 7 * DAY_MILLIS + 1, Long.MAX_VALUE})
    void refusesATimeToBeginBeyondItsLimits(long millis) {
        assertThat(problemOf(Pool.spec("a").setStartWithinMillis(millis)))
                .contains("job a: startWithin must be PT1S to PT168H");
    }

    @Test
    void takesARequestThatSaysNothingOfRetries() {
        assertThat(problemOf(Pool.spec("a"))).isEmpty();
    }

    @Test
    void takesRetriesWithinTheirLimits() {
        assertThat(problemOf(retry())).isEmpty();
        assertThat(problemOf(retry().setCauses(List.of(Cause.INFRASTRUCTURE, Cause.RUNNER_LOST))
                        .setExitCodes(IntStream.rangeClosed(224, 255).boxed().toList())
                        .setBackoffMillis(DAY_MILLIS)
                        .setBackoffMaxMillis(DAY_MILLIS)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RUNNER_LOST", "INFRASTRUCTURE"})
    void refusesRetriesAfterOtherCauses(Cause cause) {
        assertThat(problemOf(retry().setCauses(List.of(Cause.RUNNER_LOST, cause))))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("job a: retry: causes must be"));
    }

    @Test
    void refusesACauseThatIsNamedTwice() {
        assertThat(problemOf(retry().setCauses(List.of(Cause.RUNNER_LOST, Cause.RUNNER_LOST))))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("job a: retry: causes must be"));
    }

    @Test
    void refusesExitCodesBeyondTheirLimits() {
        for (List<Integer> codes : List.of(List.of(0), List.of(256), List.of(-1), List.of(75, 75))) {
            assertThat(problemOf(retry().setExitCodes(codes)))
                    .contains("job a: retry: exit codes must be 1 to 255, each once");
        }
        assertThat(problemOf(retry().setExitCodes(
                                IntStream.rangeClosed(1, 33).boxed().toList())))
                .contains("job a: retry: more than 32 exit codes");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, backoff must be PT0S to PT24H",
        "86400001, 86400001, backoff must be PT0S to PT24H",
        "1000, 999, 'backoffMax must be at least backoff, and at most PT24H'",
        "1000, 86400001, 'backoffMax must be at least backoff, and at most PT24H'"
    })
    void refusesBackoffsBeyondTheirLimits(long backoffMillis, long backoffMaxMillis, String problem) {
        assertThat(problemOf(retry().setBackoffMillis(backoffMillis).setBackoffMaxMillis(backoffMaxMillis)))
                .contains("job a: retry: " + problem);
    }

    /** Says its causes, as Avro takes a default of enums only once a codec has told it to trust them. */
    private static RetryPolicy.Builder retry() {
        return RetryPolicy.newBuilder().setCauses(List.of());
    }

    private static Optional<String> problemOf(RetryPolicy.Builder retry) {
        return problemOf(Pool.spec("a").setRetry(retry.build()));
    }

    private static Optional<String> problemOf(JobSpec.Builder spec) {
        JobRequest request = new JobRequest(
                "request",
                "blue",
                Pool.START,
                RequestSource.API,
                null,
                List.of(new RequestedJob(spec.build(), ByteBuffer.allocate(0))),
                null);
        return RequestRules.problemOf(new Input.JobsRequested(request, 1_000), SchedulingPolicy.DEFAULT);
    }
}
