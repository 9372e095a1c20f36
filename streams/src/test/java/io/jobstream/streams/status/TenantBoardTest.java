// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobstream.schemas.TenantStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TenantBoardTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TenantBoard board = new TenantBoard();
    private int second;

    @Test
    void countsSlotTimeOfTheLastFiveMinutes() {
        board.occupy("a", 3, 3);
        until(120);
        board.occupy("a", -2, -2);
        until(180);

        assertThat(board.statuses()).containsExactly(new TenantStatus("a", 0L, 1, 3 * 120_000L + 60_000L));

        until(120 + 300);
        assertThat(board.statuses()).containsExactly(new TenantStatus("a", 0L, 1, 300_000L - 30_000L));
    }

    @Test
    void countsNoMoreThanFiveMinutesWhenItLooksAgainAfterLonger() {
        board.occupy("a", 2, 2);
        board.ticked(START);
        board.ticked(START.plusSeconds(20 * 60 + 10));

        assertThat(board.statuses()).containsExactly(new TenantStatus("a", 0L, 2, 2 * (270_000L + 10_000L)));
    }

    @Test
    void tellsWhenItsWindowMoves() {
        assertThat(board.ticked(START)).isFalse();
        assertThat(board.ticked(START.plusSeconds(31))).isFalse();
        board.occupy("a", 1, 1);

        assertThat(board.ticked(START.plusSeconds(59))).isFalse();
        assertThat(board.ticked(START.plusSeconds(60))).isTrue();
        assertThat(board.ticked(START.plusSeconds(61))).isFalse();
    }

    @Test
    void forgetsWhoHadNothingForFiveMinutes() {
        board.occupy("a", 1, 1);
        until(10);
        board.occupy("a", -1, -1);
        until(320);

        assertThat(board.statuses()).isEmpty();
    }

    @Test
    void isOneWhenAllWhoWaitedHadTheSame() {
        board.queue("a", 500);
        board.queue("b", 1);
        board.occupy("a", 2, 2);
        board.occupy("b", 2, 2);
        until(301);

        assertThat(board.fairness()).isEqualTo(1.0, within(1e-9));
    }

    @Test
    void isSmallWhenOneOfManyHadAll() {
        board.queue("a", 500);
        board.occupy("a", 8, 8);
        for (int tenant = 0; tenant < 3; tenant++) {
            board.queue("starved-" + tenant, 1);
        }
        until(301);

        assertThat(board.fairness()).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void comparesOnlyThoseWhoWaitedAllTheTime() {
        board.queue("a", 500);
        board.occupy("a", 8, 8);
        until(100);
        board.queue("late", 1);
        until(301);

        assertThat(board.fairness()).isNull();
    }

    @Test
    void isNotMisledByAJobThatIsStatedAnew() {
        board.queue("a", 1);
        board.queue("b", 1);
        board.occupy("a", 1, 1);
        board.occupy("b", 1, 1);
        until(200);
        board.queue("a", -1);
        board.queue("a", 1);
        until(301);

        assertThat(board.fairness()).isNotNull();
    }

    /** Ticks each second. */
    private void until(int to) {
        while (second <= to) {
            board.ticked(START.plusSeconds(second));
            second++;
        }
    }
}
