// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.health.Health;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How often each record has failed an application in this process. A failure aborts the transaction and the record is
 * read again; after {@value #LIMIT} failures it is out, and {@link Intake} sets it aside.
 */
public final class Strikes {
    static final int LIMIT = 3;

    /** Kafka Streams makes the exception handlers, and hands them this through their configuration. */
    static final String CONFIG = "jobstream.strikes";

    private static final int POSITIONS_MAX = 10_000;

    private final String application;
    private final Map<Position, Strike> strikes = new LinkedHashMap<>();
    private final AtomicLong setAside = new AtomicLong();
    private volatile @Nullable String lastSetAside;

    public Strikes(String application) {
        this.application = application;
    }

    /** Notes that the record at {@code position} failed. */
    synchronized void strike(Position position, Exception problem) {
        strikes.merge(position, new Strike(1, problem), (before, one) -> new Strike(before.count() + 1, problem));
        if (strikes.size() > POSITIONS_MAX) {
            strikes.remove(strikes.keySet().iterator().next());
        }
    }

    /** The latest failure of a record that is out; empty for one that may be tried. */
    synchronized Optional<Exception> out(Position position) {
        return Optional.ofNullable(strikes.get(position))
                .filter(strike -> strike.count() >= LIMIT)
                .map(Strike::problem);
    }

    /** Notes that a record which is out was set aside. */
    void setAside(Position position) {
        setAside.incrementAndGet();
        lastSetAside = position.topic() + "-" + position.partition() + "@" + position.offset();
    }

    /** Not ready once a record had to be set aside, until someone has looked and restarted the process. */
    Health health() {
        String last = lastSetAside;
        return last == null
                ? Health.READY
                : Health.notReady(application + " set aside " + setAside + " records that it failed on " + LIMIT
                        + " times, the last " + last + ": see ci.dead-letters");
    }

    private record Strike(int count, Exception problem) {}
}
