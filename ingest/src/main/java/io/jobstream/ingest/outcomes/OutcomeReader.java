// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.outcomes;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SettledJobsReader;
import io.jobstream.health.Health;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Triggers;
import io.jobstream.ingest.triggers.Triggers.Telling;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RequestSource;
import io.jobstream.traces.JobTrace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Reads how jobs end. The copies of the gateway share the partitions as one consumer group, and commit a position when
 * the log has what was started up to there: so what ends while none runs is read later, and what is read twice starts
 * nothing twice.
 */
public final class OutcomeReader implements AutoCloseable {
    /** The consumer group of all copies. */
    public static final String GROUP = "jobstream-triggers";

    /** What ended before is history, such as when the status is rebuilt; what was started is known for a day. */
    static final Duration AGE_MAX = Duration.ofHours(12);

    private final Triggers triggers;
    private final BooleanSupplier ready;
    private final Clock clock;
    private final SettledJobsReader reader;

    /**
     * Makes a reader that has not started.
     *
     * @param ready whether it is known which rules there are, and what was started lately
     */
    public OutcomeReader(
            Triggers triggers, KafkaConnection connection, AvroCodec codec, BooleanSupplier ready, Clock clock) {
        this.triggers = triggers;
        this.ready = ready;
        this.clock = clock;
        this.reader = new SettledJobsReader("ingest-outcomes", GROUP, connection, codec, this::handled);
    }

    public void start() {
        reader.start();
    }

    /** What ends before it has joined the group is read later, unless nobody ever has. */
    public Health health() {
        if (!reader.isAlive()) {
            return Health.notReady("ingest no longer reads how jobs end");
        }
        return reader.hasJoined() ? Health.READY : Health.readyBut("ingest does not read yet how jobs end");
    }

    @Override
    public void close() {
        reader.close();
    }

    private boolean handled(List<JobStatus> settled) {
        return ready.getAsBoolean() && settled.stream().allMatch(this::handled);
    }

    private boolean handled(JobStatus status) {
        boolean history = status.getSettledAt().plus(AGE_MAX).isBefore(clock.instant());
        return history || JobOutcome.of(status).map(this::fired).orElse(true);
    }

    /** Whether it has started all that it starts, or never will. */
    private boolean fired(JobOutcome outcome) {
        Event event = outcome.event();
        try {
            triggers.fire(event, Telling.of(event, RequestSource.TRIGGER, JobTrace.call(outcome.spec())))
                    .join();
            return true;
        } catch (RuntimeException e) {
            return !Triggers.mayBeTriedAgain(event, e);
        }
    }
}
