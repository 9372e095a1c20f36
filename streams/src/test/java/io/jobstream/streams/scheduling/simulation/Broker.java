// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The partition's input logs. Everything appended gets the broker's time, which may step. */
final class Broker {
    static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final Agenda agenda;
    private final Map<Topic, List<Entry>> logs = new EnumMap<>(Topic.class);
    private long clockStep;
    private long awayUntil;

    Broker(Agenda agenda) {
        this.agenda = agenda;
        for (Topic topic : Topic.values()) {
            logs.put(topic, new ArrayList<>());
        }
    }

    boolean away() {
        return agenda.now() < awayUntil;
    }

    void leaveFor(long millis) {
        awayUntil = agenda.now() + millis;
    }

    void stepClock(long millis) {
        clockStep += millis;
    }

    Instant time() {
        return EPOCH.plusMillis(agenda.now() + clockStep);
    }

    /** Appends what {@code input} makes of the stamp, and answers the stamp. */
    Instant append(Topic topic, @Nullable String pool, Function<Instant, Input> input) {
        Instant stamp = time();
        List<Entry> log = log(topic);
        log.add(new Entry(topic, log.size(), pool, input.apply(stamp)));
        return stamp;
    }

    List<Entry> log(Topic topic) {
        return logs.computeIfAbsent(topic, missing -> new ArrayList<>());
    }

    enum Topic {
        REQUESTS,
        CANCELLATIONS,
        HEARTBEATS,
        RESULTS,
        DRAINS,
        POLICIES
    }

    /** A record; no pool for what concerns all. */
    record Entry(Topic topic, long offset, @Nullable String pool, Input input) {}
}
