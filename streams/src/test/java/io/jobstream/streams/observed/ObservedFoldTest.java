// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.Observations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedFoldTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Observations JOB = new Observations("j1", "build", NOON);

    /** Lives of a job, each as a forge tells it in order. */
    static Stream<List<JobObservation>> lives() {
        JobObservation terse = JobObservation.newBuilder(JOB.finished(Outcome.FAILED))
                .setQueuedAt(null)
                .setStartedAt(null)
                .setCreatedAt(null)
                .build();
        return Stream.of(
                List.of(JOB.waiting(), JOB.queued(), JOB.running(), JOB.finished(Outcome.SUCCEEDED)),
                List.of(JOB.queued(), JOB.running(), terse),
                List.of(JOB.waiting(), JOB.queued(), JOB.skipped()),
                List.of(JOB.queued(), JOB.running()));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void endsTheSameInEveryOrderHoweverOftenEachIsSaid(List<JobObservation> life) {
        String expected = known(life);

        List<List<JobObservation>> orders = orders(life, life.size() + 2);

        assertThat(orders).hasSizeGreaterThan(20);
        assertThat(orders).allSatisfy(order -> assertThat(known(order)).isEqualTo(expected));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void neverGoesBack(List<JobObservation> life) {
        for (List<JobObservation> order : orders(life, life.size() + 1)) {
            List<JobStatus> states = states(order);

            assertThat(states).extracting(JobStatus::getState).isSorted();
            assertThat(states)
                    .extracting(JobStatus::getRevision)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
    }

    @Test
    void showsARunningJobWithItsRunner() {
        JobStatus job = last(List.of(JOB.queued(), JOB.running()));

        assertThat(job.getState()).isEqualTo(JobState.RUNNING);
        assertThat(job.getPool()).isEqualTo("observed:github");
        assertThat(job.getAttempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.getAttempt()).isEqualTo(2);
            assertThat(attempt.getRunnerId()).isEqualTo("builder-7");
            assertThat(attempt.getStartedAt()).isEqualTo(JOB.startedAt());
            assertThat(attempt.getPhase()).isEqualTo(AttemptPhase.RUNNING);
            assertThat(attempt.getEndReason()).isNull();
        });
    }

    @Test
    void showsHowAJobEnded() {
        JobStatus job = last(List.of(JOB.finished(Outcome.FAILED)));

        assertThat(job.getState()).isEqualTo(JobState.SETTLED);
        assertThat(job.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(job.getAcceptedAt()).isEqualTo(NOON);
        assertThat(job.getQueuedAt()).isEqualTo(JOB.queuedAt());
        assertThat(job.getSettledAt()).isEqualTo(JOB.finishedAt());
        assertThat(job.getRequirementSet()).isEqualTo("linux,x64");
        assertThat(job.getAttempts().get(0).getEndReason()).isEqualTo(LeaseEndReason.RESULT);
    }

    @Test
    void staysAsItEndedFirst() {
        JobStatus job = last(List.of(JOB.finished(Outcome.FAILED), JOB.finished(Outcome.SUCCEEDED)));

        assertThat(job.getOutcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void saysNothingOfARepetition() {
        JobStatus job = last(List.of(JOB.queued()));

        assertThat(ObservedFold.after(job, at(JOB.queued(), 7))).isNull();
        assertThat(ObservedFold.after(job, at(JOB.running(), 0)))
                .as("the same record")
                .isNull();
    }

    /** Every sequence of so many of {@code life} at most in which each comes once at least. */
    private static List<List<JobObservation>> orders(List<JobObservation> life, int length) {
        List<List<JobObservation>> all = new ArrayList<>();
        extend(life, length, new ArrayList<>(), all);
        return all;
    }

    private static void extend(
            List<JobObservation> life, int length, List<JobObservation> begun, List<List<JobObservation>> all) {
        if (begun.containsAll(life)) {
            all.add(List.copyOf(begun));
        }
        if (begun.size() < length) {
            for (JobObservation each : life) {
                begun.add(each);
                extend(life, length, begun, all);
                begun.remove(begun.size() - 1);
            }
        }
    }

    /**
     * What is known in the end, but for what counts the statements; as text, since Avro's lists of times do not
     * compare.
     */
    private static String known(List<JobObservation> order) {
        return JobStatus.newBuilder(last(order))
                .setRevision(0)
                .setEventOffset(0)
                .setUpdatedAt(NOON)
                .build()
                .toString();
    }

    private static JobStatus last(List<JobObservation> order) {
        List<JobStatus> states = states(order);
        return states.get(states.size() - 1);
    }

    private static List<JobStatus> states(List<JobObservation> order) {
        List<JobStatus> states = new ArrayList<>();
        @Nullable JobStatus job = null;
        for (int offset = 0; offset < order.size(); offset++) {
            JobStatus after = ObservedFold.after(job, at(order.get(offset), offset));
            if (after != null) {
                states.add(after);
                job = after;
            }
        }
        return states.stream().filter(Objects::nonNull).toList();
    }

    private static LoggedObservation at(JobObservation seen, long offset) {
        return new LoggedObservation(
                seen, offset, NOON.plus(Duration.ofMinutes(2)).plusMillis(offset));
    }
}
