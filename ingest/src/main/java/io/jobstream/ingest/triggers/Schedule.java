// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times of a clock on a wall, at most one a minute. */
public final class Schedule {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final String cron;
    private final ZoneId zone;
    private final ExecutionTime times;

    /**
     * Reads five fields as {@code crontab} has them.
     *
     * @throws IllegalArgumentException with what is wrong with them
     */
    public Schedule(String cron, ZoneId zone) {
        this.cron = cron;
        this.zone = zone;
        this.times = ExecutionTime.forCron(PARSER.parse(cron));
    }

    /**
     * The first time after another one; empty when there is none. A time that the clocks jump over is due when they
     * have; one that comes twice is due once, unless each hour has one.
     */
    public Optional<Instant> next(Instant after) {
        Instant next = times.nextExecution(after.atZone(zone))
                .map(ZonedDateTime::toInstant)
                .orElse(null);
        ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        return change != null && change.isGap() && isBefore(change.getInstant(), next) && jumpsOverOne(change)
                ? Optional.of(change.getInstant())
                : Optional.ofNullable(next);
    }

    /** The last time after one and not after another. */
    public Optional<Instant> last(Instant after, Instant until) {
        Optional<Instant> last = Optional.empty();
        Optional<Instant> next = next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            last = next;
            next = next(next.get());
        }
        return last;
    }

    @Override
    public String toString() {
        return cron + " in " + zone;
    }

    private static boolean isBefore(Instant time, @Nullable Instant other) {
        return other == null || time.isBefore(other);
    }

    private boolean jumpsOverOne(ZoneOffsetTransition gap) {
        LocalDateTime before = gap.getDateTimeBefore().minusSeconds(1);
        LocalDateTime end = gap.getDateTimeAfter();
        return times.nextExecution(before.atZone(ZoneOffset.UTC))
                .filter(time -> time.toLocalDateTime().isBefore(end))
                .isPresent();
    }
}
