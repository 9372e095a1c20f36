// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RetryPolicy;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may follow an attempt that was lost or failed. */
class RetriesTest {
    private static final Seat ONE = Seat.of("one");
    private static final Seat TWO = Seat.of("two");

    /** Tried again after 10, 15 and 15 s for exit code 3 and for the infrastructure, not for a lost runner. */
    static final Supplier<JobSpec.Builder> RETRIED = () -> job("retried")
            .setMaxAttempts(4)
            .setRetry(new RetryPolicy(List.of(Cause.INFRASTRUCTURE), List.of(1, 3), 10_000L, 15_000L));

    /** May begin within a minute. */
    static final Supplier<JobSpec.Builder> LATE =
            () -> job("late").setPriority(9).setStartWithinMillis(60_000L);

    /** Delays that grow up to what they may, then a loss that is not covered; a job that began too late. */
    private static Told story() {
        return new Told()
                .joined(ONE, 1)
                .joined(TWO, 1, "linux")
                .requested(RETRIED.get(), LATE.get().setLabels(List.of("gpu")))
                .granted("retried", ONE)
                .accepted("retried", ONE)
                .failed("retried", ONE, LeaseEndReason.FAILED)
                .delayed("retried", Duration.ofSeconds(10), 1)
                .after(Duration.ofSeconds(10))
                .tick()
                .queued("retried", true, 1)
                .granted("retried", ONE.attempt(2))
                .after(Duration.ofSeconds(10))
                .tick()
                .leaseEnded("retried", ONE.attempt(2), LeaseEndReason.NOT_ACCEPTED)
                .queued("retried", true, 1)
                .granted("retried", ONE.attempt(3))
                .accepted("retried", ONE.attempt(3))
                .failed("retried", ONE.attempt(3), LeaseEndReason.INFRASTRUCTURE)
                .delayed("retried", Duration.ofSeconds(15), 2)
                .after(Duration.ofSeconds(16))
                .tick()
                .queued("retried", true, 2)
                .granted("retried", ONE.attempt(4))
                .accepted("retried", ONE.attempt(4))
                .expired("retried", ONE.attempt(4))
                .settled("retried", Outcome.ABANDONED)
                .after(Duration.ofSeconds(10))
                .tick()
                .settled("late", Outcome.TIMED_OUT);
    }

    static IntStream facts() {
        return IntStream.range(1, story().facts().size());
    }

    @Test
    void aGrantThatNobodyTookInTimeIsFollowedByATimeOut() {
        Told told = new Told()
                .joined(ONE, 1)
                .requested(job("a").setStartWithinMillis(8_000L))
                .granted("a", ONE)
                .after(Duration.ofSeconds(10))
                .tick()
                .leaseEnded("a", ONE, LeaseEndReason.NOT_ACCEPTED)
                .settled("a", Outcome.TIMED_OUT);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aCorrectStoryHolds() {
        History history = story().end();

        Verdict verdict = history.check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.score(Rule.RETRY).tested()).isEqualTo(9);
        assertThat(verdict.score(Rule.RETRY).unread()).isZero();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void oneThatBeginsInTheMiddleHolds(int fact) {
        assertThat(story().end().from(fact).check().violations()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void oneThatIsCutOffHolds(int fact) {
        assertThat(story().end().to(fact).check().violations()).isEmpty();
    }

    @Test
    void whatNeedsTicksThatAreNotThereIsUnread() {
        Verdict verdict =
                story().end().withoutInputs(Topics.RUNNER_HEARTBEATS.name()).check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.score(Rule.RETRY).unread()).isEqualTo(3);
    }

    @Test
    void ofAJobWhoseAdmissionWasNotReadItIsUnread() {
        Verdict verdict = story().end().from(6).check();

        assertThat(verdict.score(Rule.RETRY).unread()).isPositive();
        // The delays were read.
        assertThat(verdict.score(Rule.RETRY).tested()).isEqualTo(2);
    }

    @Test
    void allAttemptsMayBeUsedUp() {
        Told told = running(RETRIED.get().setMaxAttempts(1)).failedForGood("retried", ONE, Cause.SCRIPT);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void anExitCodeThatIsNotCoveredCounts() {
        Told told = running(job("retried")).failedForGood("retried", ONE, Cause.SCRIPT);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void noOtherFollowsThatCouldNotBeginInTime() {
        Told told = running(RETRIED.get().setStartWithinMillis(11_000L))
                .failedForGood("retried", ONE, Cause.INFRASTRUCTURE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void anotherMayBeginAtTheLastMoment() {
        Told told = running(RETRIED.get().setStartWithinMillis(11_010L))
                .failed("retried", ONE, LeaseEndReason.FAILED)
                .delayed("retried", Duration.ofSeconds(10), 1);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void noOtherFollowsACancellation() {
        Told told = running(RETRIED.get()).cancelled("retried").failedForGood("retried", ONE, Cause.SCRIPT);

        assertThat(told.end().broken()).isEmpty();
        Told lost = running(job("retried"))
                .cancelled("retried")
                .expired("retried", ONE)
                .settled("retried", Outcome.CANCELLED);
        assertThat(lost.end().broken()).isEmpty();
    }

    @Test
    void noOtherFollowsATimeLimit() {
        Told told = running(RETRIED.get())
                .tick()
                .revoked("retried", ONE, RevocationReason.TIMED_OUT)
                .failedForGood("retried", ONE, Cause.SCRIPT);

        assertThat(told.end().broken()).isEmpty();
        Told lost = running(job("retried"))
                .tick()
                .revoked("retried", ONE, RevocationReason.TIMED_OUT)
                .expired("retried", ONE)
                .settled("retried", Outcome.TIMED_OUT);
        assertThat(lost.end().broken()).isEmpty();
    }

    @Test
    void aDelayedJobMayBeCancelled() {
        Told told = running(RETRIED.get())
                .failed("retried", ONE, LeaseEndReason.FAILED)
                .delayed("retried", Duration.ofSeconds(10), 1)
                .cancelled("retried")
                .settled("retried", Outcome.CANCELLED);

        assertThat(told.end().broken()).isEmpty();
    }

    /** Schedulers of before there were policies. */
    @Test
    void aResultForTheInfrastructureThatWasNotKeptIsALoss() {
        Told told = running(job("retried"))
                .failed("retried", ONE, LeaseEndReason.INFRASTRUCTURE)
                .queued("retried", true, 1);
        History history = told.end()
                .change(
                        event -> event.getLeaseEnd() != null,
                        event -> event.getLeaseEnd().put("result", null));

        assertThat(history.broken()).isEmpty();
    }

    @Test
    void aStatusSaysUntilWhenAJobIsDelayed() {
        Told told = running(RETRIED.get())
                .failed("retried", ONE, LeaseEndReason.FAILED)
                .delayed("retried", Duration.ofSeconds(10), 1);
        JobEvent delayed = told.facts().get(told.facts().size() - 1);
        JobStatus.Builder status = status(told, delayed.getDelay().getUntil());

        assertThat(told.end().states(status.build()).check().violations()).isEmpty();
        JobStatus.Builder wrong = status.setRevision(status.getRevision() + 1).setDelayedUntil(delayed.getAt());
        assertThat(told.end().states(wrong.build()).broken()).containsExactly(Rule.STATUS_AGREES);
    }

    private static JobStatus.Builder status(Told told, Instant until) {
        long offset = told.end().facts.get(told.facts().size() - 1).position().offset();
        assertThat(told.facts().get(told.facts().size() - 1).getType()).isEqualTo(JobEventType.JOB_DELAYED);
        return JobStatus.newBuilder()
                .setSpec(RETRIED.get().build())
                .setPool(Told.POOL)
                .setState(JobState.WAITING)
                .setRevision(offset << 16)
                .setEventOffset(offset)
                .setAcceptedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setDelayedUntil(until)
                .setRequirementSet("")
                .setAttempts(List.of(AttemptStatus.newBuilder()
                        .setAttempt(1)
                        .setRunnerId("one")
                        .setSessionId("one/1")
                        .setGrantedAt(Instant.EPOCH)
                        .setEndReason(LeaseEndReason.FAILED)
                        .setOutcome(Outcome.FAILED)
                        .setExitCode(3)
                        .build()));
    }

    private static Told running(JobSpec.Builder job) {
        return new Told().joined(ONE, 1).requested(job).granted("retried", ONE).accepted("retried", ONE);
    }
}
