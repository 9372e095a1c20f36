// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.schedules;

import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Schedule;
import io.jobstream.ingest.triggers.TriggerRule;
import io.jobstream.ingest.triggers.Triggers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts what is due. Every copy of the gateway does, without asking the others: what is due at one time has the same
 * ids everywhere. Of the times that were missed while none ran, only the last one counts, if it is not too long ago.
 */
public final class Schedules implements AutoCloseable {
    /** What was due before is missed for good: the scheduler knows settled jobs for as long. */
    static final Duration MISSED_MAX = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final Triggers triggers;
    private final BooleanSupplier ready;
    private final Clock clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "ingest-schedules");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Waiting> waiting = new HashMap<>();
    private boolean looked;

    /**
     * Makes them, not started.
     *
     * @param ready whether it is known which rules there are, and what was started lately
     */
    public Schedules(Triggers triggers, BooleanSupplier ready, Clock clock) {
        this.triggers = triggers;
        this.ready = ready;
        this.clock = clock;
    }

    /** What a rule waits for: the first time after what is done. */
    private record Waiting(Instant done, @Nullable Instant next) {
        static Waiting after(Schedule schedule, Instant done) {
            return new Waiting(done, schedule.next(done).orElse(null));
        }

        boolean isOver(Instant now) {
            return next != null && !next.isAfter(now);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // looking again tells of its failures itself
    public void start() {
        looking.scheduleWithFixedDelay(
                () -> {
                    try {
                        look();
                    } catch (RuntimeException e) {
                        log.atError().setCause(e).log("Looking at the schedules failed; will look again");
                    }
                },
                0,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    /** Starts what has become due; what could not be started is still due at the next look. */
    void look() {
        if (!ready.getAsBoolean()) {
            return;
        }
        Instant now = clock.instant();
        Map<String, Waiting> still = new HashMap<>();
        for (TriggerRule rule : triggers.rules().list()) {
            Schedule schedule = rule.schedule();
            if (schedule != null) {
                // A rule that was changed is another one.
                String key = rule.id() + " " + schedule + " " + rule.since();
                Waiting before = waiting.get(key);
                Waiting found = before == null ? Waiting.after(schedule, since(rule, now)) : before;
                still.put(key, found.isOver(now) ? start(rule, schedule, found, now) : found);
            }
        }
        waiting = still;
        looked = true;
    }

    private Waiting start(TriggerRule rule, Schedule schedule, Waiting found, Instant now) {
        Instant due = schedule.last(found.done(), now).orElse(now);
        Event event = rule.due(due);
        try {
            triggers.start(rule, event).join();
        } catch (RuntimeException e) {
            if (Triggers.mayBeTriedAgain(event, e) && due.plus(MISSED_MAX).isAfter(now)) {
                return found;
            }
        }
        return Waiting.after(schedule, due);
    }

    /** Nobody knows since when the file has a rule: one that is there at the start may have been missed. */
    private Instant since(TriggerRule rule, Instant now) {
        Instant earliest = now.minus(MISSED_MAX);
        Instant since = rule.since();
        if (since == null) {
            return looked ? now : earliest;
        }
        return since.isAfter(earliest) ? since : earliest;
    }
}
