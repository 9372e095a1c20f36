// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void isDueByTheClockOnTheWall() {
        assertThat(times("30 2 * * *", "2026-01-10T00:00", 1)).containsExactly("2026-01-10T01:30:00Z");
        assertThat(times("30 2 * * *", "2026-07-10T00:00", 1)).containsExactly("2026-07-10T00:30:00Z");
        assertThat(times("0 12 * * MON-FRI", "2026-01-02T13:00", 1)).containsExactly("2026-01-05T11:00:00Z");
    }

    @Test
    void isDueOnceWhenTheClocksHaveJumpedOverIt() {
        assertThat(times("30 2 * * *", "2026-03-28T03:00", 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("*/20 2 * * *", "2026-03-28T03:00", 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
        assertThat(times("0 * * * *", "2026-03-29T00:30", 3))
                .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
    }

    @Test
    void isDueOnceWhenAnHourComesTwice() {
        assertThat(times("30 2 * * *", "2026-10-24T03:00", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void isDueInEachHourWhenEachHourHasOne() {
        assertThat(times("30 * * * *", "2026-10-25T01:45", 3))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
    }

    @Test
    void takesEitherDayWhereBothAreNamed() {
        assertThat(times("0 0 13 * FRI", "2026-01-10T00:00", 3))
                .containsExactly("2026-01-12T23:00:00Z", "2026-01-15T23:00:00Z", "2026-01-22T23:00:00Z");
    }

    @Test
    void knowsTheLastOfThoseThatWereMissed() {
        Schedule schedule = new Schedule("*/10 * * * *", BERLIN);
        Instant noon = Instant.parse("2026-05-05T12:00:00Z");

        assertThat(schedule.last(noon, noon.plusSeconds(3_599))).contains(noon.plusSeconds(3_000));
        assertThat(schedule.last(noon, noon.plusSeconds(600))).contains(noon.plusSeconds(600));
        assertThat(schedule.last(noon, noon.plusSeconds(599))).isEmpty();
    }

    @Test
    void isNeverDueOnADayThatDoesNotExist() {
        assertThat(new Schedule("0 0 30 2 *", BERLIN).next(Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * * * *", "@every 1s", "60 * * * *", "* *", "", "a b c d e", "*/0 * * * *"})
    void refusesWhatIsNoCrontabLine(String cron) {
        assertThatThrownBy(() -> new Schedule(cron, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> times(String cron, String after, int count) {
        Schedule schedule = new Schedule(cron, BERLIN);
        return Stream.iterate(
                        schedule.next(LocalDateTime.parse(after).atZone(BERLIN).toInstant()),
                        Optional::isPresent,
                        before -> schedule.next(before.orElseThrow()))
                .limit(count)
                .map(time -> time.orElseThrow().toString())
                .toList();
    }
}
