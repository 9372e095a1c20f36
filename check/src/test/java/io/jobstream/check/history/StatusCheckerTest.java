// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The status of a job, against a history in which it ran once and succeeded. */
class StatusCheckerTest {
    private static final Seat ONE = Seat.of("one");
    private static final Instant AT = Instant.EPOCH;

    @Test
    void aStatusThatSaysWhatTheFactsSayAgrees() {
        History history = history();

        Verdict verdict = history.states(status(history)).complete().check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.score(Rule.STATUS_AGREES).tested()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aStatusThatSaysAnythingElseDoesNot(Consumer<JobStatus> change) {
        History history = history();
        JobStatus status = status(history);
        change.accept(status);

        assertThat(history.states(status).broken()).containsExactly(Rule.STATUS_AGREES);
    }

    static Stream<Consumer<JobStatus>> changes() {
        return Stream.of(
                status -> status.put("state", JobState.RUNNING),
                status -> status.put("outcome", Outcome.FAILED),
                status -> status.put("cause", Cause.USER),
                status -> status.put("message", "done"),
                status -> status.put("pool", "other"),
                status -> status.put("attempts", List.of()),
                status -> status.getSpec().put("branch", "main"),
                status -> status.getAttempts().get(0).put("attempt", 2),
                status -> status.getAttempts().get(0).put("runnerId", "two"),
                status -> status.getAttempts().get(0).put("sessionId", "one/2"),
                status -> status.getAttempts().get(0).put("endReason", LeaseEndReason.EXPIRED),
                status -> status.getAttempts().get(0).put("outcome", null),
                status -> status.getAttempts().get(0).put("exitCode", null),
                status -> status.getSpec().put("jobId", "stranger"),
                status -> status.put("eventOffset", status.getEventOffset() + 1));
    }

    @Test
    void revisionsThatDoNotGrowAreFound() {
        History history = history();

        assertThat(history.states(status(history)).states(status(history)).broken())
                .containsExactly(Rule.STATUS_REVISION);
    }

    @Test
    void aViewThatIsBehindIsNoViolationUnlessAllMustHaveEnded() {
        History history = history();
        JobStatus behind = status(history);
        behind.put("eventOffset", 0L);
        behind.put("state", JobState.QUEUED);

        assertThat(history.states(behind).check().violations()).isEmpty();
        assertThat(history.tally.of(Counted.STATUSES_BEHIND)).isEqualTo(1);
        assertThat(history.complete().broken()).containsExactly(Rule.COMPLETE);
    }

    @Test
    void aStatusAheadOfWhatWasReadIsNotJudged() {
        History history = history();
        JobStatus ahead = status(history);
        ahead.put("eventOffset", 1_000L);

        assertThat(history.states(ahead).complete().check().violations()).isEmpty();
        assertThat(history.tally.of(Counted.STATUSES_AHEAD)).isEqualTo(1);
    }

    @Test
    void aJobThatWaitsIsStatedAgainWhenANeedSucceeds() {
        History history = new Told()
                .joined(ONE, 1)
                .requested(job("a"), job("b"), job("c").setNeeds(List.of("a", "b")))
                .granted("a", ONE)
                .accepted("a", ONE)
                .resulted("a", ONE, Outcome.SUCCEEDED)
                .end();
        JobStatus waiting = JobStatus.newBuilder(status(history))
                .setSpec(job("c").setNeeds(List.of("a", "b")).build())
                .setState(JobState.WAITING)
                .setOutcome(null)
                .setWaitingForNeeds(List.of("b"))
                .setAttempts(List.of())
                .build();

        Verdict verdict = history.states(waiting).check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.score(Rule.STATUS_AGREES).tested()).isEqualTo(1);
    }

    private static History history() {
        return new Told()
                .joined(ONE, 1)
                .requested(job("a"))
                .granted("a", ONE)
                .accepted("a", ONE)
                .resulted("a", ONE, Outcome.SUCCEEDED)
                .heartbeat(ONE)
                .runner(JobEventType.RUNNER_LEFT, ONE)
                .end();
    }

    /** Of a job that settled by the last fact about jobs. */
    private static JobStatus status(History history) {
        long offset = history.facts.stream()
                .filter(fact -> fact.event().getType() == JobEventType.JOB_SETTLED)
                .mapToLong(fact -> fact.position().offset())
                .max()
                .orElseThrow();
        return JobStatus.newBuilder()
                .setSpec(job("a").build())
                .setPool(Told.POOL)
                .setState(JobState.SETTLED)
                .setRevision(offset << 16)
                .setEventOffset(offset)
                .setAcceptedAt(AT)
                .setUpdatedAt(AT)
                .setOutcome(Outcome.SUCCEEDED)
                .setRequirementSet("")
                .setAttempts(List.of(AttemptStatus.newBuilder()
                        .setAttempt(1)
                        .setRunnerId("one")
                        .setSessionId("one/1")
                        .setGrantedAt(AT)
                        .setEndReason(LeaseEndReason.RESULT)
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .build()))
                .build();
    }
}
