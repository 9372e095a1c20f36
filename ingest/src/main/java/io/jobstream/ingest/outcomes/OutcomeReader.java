// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.outcomes;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.ConsumerThread;
import io.jobstream.clients.FromTheEndAtFirst;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.ingest.triggers.Event;
import io.jobstream.ingest.triggers.Triggers;
import io.jobstream.ingest.triggers.Triggers.Telling;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RequestSource;
import io.jobstream.topics.Topics;
import io.jobstream.traces.JobTrace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(OutcomeReader.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Triggers triggers;
    private final AvroCodec codec;
    private final BooleanSupplier ready;
    private final Clock clock;
    private final ConsumerThread thread;
    private volatile boolean joined;

    /**
     * Makes a reader that has not started.
     *
     * @param ready whether it is known which rules there are, and what was started lately
     */
    public OutcomeReader(
            Triggers triggers, KafkaConnection connection, AvroCodec codec, BooleanSupplier ready, Clock clock) {
        this.triggers = triggers;
        this.codec = codec;
        this.ready = ready;
        this.clock = clock;
        this.thread = new ConsumerThread(
                "ingest-outcomes",
                "how jobs end",
                () -> connection.consumer(
                        GROUP,
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                GROUP,
                                // Where retention overtook the group. At first it begins at the end, see below.
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                                10_000)),
                this::read);
    }

    public void start() {
        thread.start();
    }

    /** What ends before it has joined the group is read later, unless nobody ever has. */
    public Health health() {
        if (!thread.isAlive()) {
            return Health.notReady("ingest no longer reads how jobs end");
        }
        return joined ? Health.READY : Health.readyBut("ingest does not read yet how jobs end");
    }

    @Override
    public void close() {
        thread.close();
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        while (thread.isWanted() && !ready.getAsBoolean()) {
            thread.pause();
        }
        consumer.subscribe(List.of(Topics.JOB_STATUS.name()), new FromTheEndAtFirst(consumer, () -> joined = true));
        while (thread.isWanted()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> each : polled) {
                thread.insist(() -> take(each));
            }
            if (!polled.isEmpty() && thread.isWanted()) {
                consumer.commitSync();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        byte[] value = each.value();
        if (value == null) {
            return;
        }
        try {
            JobStatus status = codec.decode(Topics.JOB_STATUS, value);
            Instant settledAt = status.getSettledAt();
            if (settledAt != null && settledAt.plus(AGE_MAX).isAfter(clock.instant())) {
                JobOutcome.of(status).ifPresent(this::fire);
            }
        } catch (UndecodableException e) {
            log.atWarn()
                    .addKeyValue("topic", each.topic())
                    .addKeyValue("partition", each.partition())
                    .addKeyValue("offset", each.offset())
                    .log("Passed over what is no status: {}", e.getMessage());
        }
    }

    private void fire(JobOutcome outcome) {
        Event event = outcome.event();
        Telling telling = Telling.of(event, RequestSource.TRIGGER, JobTrace.call(outcome.spec()));
        while (thread.isWanted()) {
            try {
                triggers.fire(event, telling).join();
                return;
            } catch (RuntimeException e) {
                if (!Triggers.mayBeTriedAgain(event, e)) {
                    return;
                }
                thread.pause();
            }
        }
    }
}
