// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobstream.schemas.RunnerDemand;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DemandBoardTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final DemandBoard board = new DemandBoard();
    private Instant now = NOON;

    @Test
    void wantsOneSlotForEachJobWhileItIsNotKnownHowLongTheyTake() {
        board.queue("linux", 200);
        board.occupy("linux", 3);

        RunnerDemand demand = demand();
        assertThat(demand.getExpectedMillis()).isNull();
        assertThat(demand.getSlotsWanted()).isEqualTo(203);
    }

    @Test
    void wantsAsManySlotsAsBeginWhatWaitsWithinAMinute() {
        board.queue("linux", 200);
        board.occupy("linux", 3);
        board.ran("linux", Duration.ofSeconds(3));

        // 200 jobs of 3 s are ten minutes of work.
        assertThat(demand().getSlotsWanted()).isEqualTo(13);
    }

    @Test
    void wantsAtLeastOneSlotForAJobThatWaitsHoweverShortItIs() {
        board.queue("linux", 1);
        board.ran("linux", Duration.ofMillis(1));

        assertThat(demand().getSlotsWanted()).isEqualTo(1);
    }

    @Test
    void wantsNoMoreSlotsThanThereAreJobs() {
        board.queue("linux", 5);
        board.ran("linux", Duration.ofHours(1));

        assertThat(demand().getSlotsWanted()).isEqualTo(5);
    }

    @Test
    void wantsAsManySlotsAsKeepUpWithWhatArrives() {
        board.ran("linux", Duration.ofSeconds(10));
        arrive("linux", 2, Duration.ofMinutes(6));

        assertThat(demand().getArrivalsPerSecond()).isCloseTo(2, within(0.01));
        assertThat(demand().getSlotsWanted()).isEqualTo(20);
    }

    @Test
    void wantsNoStandingSlotForWhatKeepsLessThanHalfOfOneBusy() {
        board.ran("linux", Duration.ofMillis(500));
        for (int job = 0; job < 200; job++) {
            board.arrived("linux", now);
        }
        tickAfter(Duration.ofSeconds(30));

        assertThat(demand().getArrivalsPerSecond()).isCloseTo(0.66, within(0.07));
        assertThat(demand().getSlotsWanted()).isZero();
    }

    @Test
    void forgetsASetFiveMinutesAfterItsLastArrival() {
        board.queue("linux", 1);
        board.arrived("linux", now);
        board.queue("linux", -1);

        tickAfter(Duration.ofSeconds(299));
        assertThat(board.statuses(now)).hasSize(1);
        tickAfter(Duration.ofSeconds(32));
        assertThat(board.statuses(now)).isEmpty();
    }

    @Test
    void keepsASetThatHasJobs() {
        board.occupy("linux", 1);

        tickAfter(Duration.ofHours(1));

        assertThat(demand().getSlotsWanted()).isEqualTo(1);
    }

    @Test
    void expectsWhatTheLastAttemptsTookOnAverage() {
        for (int run = 0; run < 100; run++) {
            board.ran("linux", Duration.ofSeconds(60));
        }
        for (int run = 0; run < 32; run++) {
            board.ran("linux", Duration.ofSeconds(run % 2 == 0 ? 1 : 3));
        }

        assertThat(demand().getExpectedMillis()).isEqualTo(2_000);
    }

    @Test
    void countsNothingThatArrivedLongAgo() {
        board.ticked(now);
        board.arrived("linux", now.minusSeconds(600));

        assertThat(demand().getArrivalsPerSecond()).isZero();
    }

    @Test
    void namesTheDeepestAndNoMoreThanAHundred() {
        for (int set = 0; set < 150; set++) {
            board.queue("set-" + set, 1 + set);
        }

        assertThat(board.statuses(now))
                .hasSize(100)
                .first()
                .extracting(RunnerDemand::getRequirementSet)
                .isEqualTo("set-149");
    }

    @Test
    void tellsThatTheWindowMovedAtMostTwiceAMinute() {
        board.arrived("linux", now);
        board.ticked(now);

        int moves = 0;
        for (int second = 0; second < 120; second++) {
            now = now.plusSeconds(1);
            moves += board.ticked(now) ? 1 : 0;
        }

        assertThat(moves).isEqualTo(4);
    }

    private RunnerDemand demand() {
        return board.statuses(now).get(0);
    }

    private void arrive(String set, int eachSecond, Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            for (int job = 0; job < eachSecond; job++) {
                board.arrived(set, now);
            }
            tickAfter(Duration.ofSeconds(1));
        }
    }

    private void tickAfter(Duration time) {
        now = now.plus(time);
        board.ticked(now);
    }
}
