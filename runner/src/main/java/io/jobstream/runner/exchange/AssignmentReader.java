// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the scheduler tells this session, from the moment of its start. */
final class AssignmentReader implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(AssignmentReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 500;

    private final Identity identity;
    private final KafkaConnection connection;
    private final TopicPartition partition;
    private final AvroCodec codec;
    private final AssignmentEvents events;
    private final byte[] key;
    /** What is next, once the place is fixed: a reader that failed goes on there and misses nothing. */
    private @Nullable Long next;

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    AssignmentReader(
            Identity identity,
            KafkaConnection connection,
            PoolPartitions partitions,
            AvroCodec codec,
            AssignmentEvents events) {
        this.identity = identity;
        this.connection = connection;
        this.partition = new TopicPartition(
                Topics.JOB_ASSIGNMENTS.name(), partitions.ofAssignment(identity.pool(), identity.runnerId()));
        this.codec = codec;
        this.events = events;
        this.key = identity.runnerId().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        while (!closed()) {
            try {
                read();
            } catch (WakeupException e) {
                log.atDebug().log("Reading assignments ends");
            } catch (KafkaException | RegistryUnavailableException | UndecodableException e) {
                log.atWarn()
                        .addKeyValue("runnerId", identity.runnerId())
                        .addKeyValue("problem", e.getMessage())
                        .log("Assignments cannot be read yet");
                events.unreadable(String.valueOf(e.getMessage()));
                pause();
            }
        }
    }

    void close() {
        closing.countDown();
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    private void read() {
        codec.warmUp(List.of(Topics.JOB_ASSIGNMENTS, Topics.RUNNER_HEARTBEATS, Topics.JOB_RESULTS, Topics.JOB_LOGS));
        try (Consumer<byte[], byte[]> opened =
                connection.consumer("runner-" + identity.runnerId() + "-" + identity.sessionId())) {
            consumer = opened;
            opened.assign(List.of(partition));
            seek(opened);
            events.ready();
            while (!closed()) {
                poll(opened);
            }
        }
    }

    private void seek(Consumer<byte[], byte[]> opened) {
        if (next == null) {
            opened.seekToEnd(List.of(partition));
        } else {
            opened.seek(partition, next);
        }
        // The seek is lazy: only now is the place fixed, before the first heartbeat can cause a grant.
        next = opened.position(partition);
    }

    private void poll(Consumer<byte[], byte[]> from) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
                if (Arrays.equals(record.key(), key) && record.value() != null && !decoded(record)) {
                    from.seek(partition, record.offset());
                    pause();
                    return;
                }
                next = record.offset() + 1;
            }
        } catch (InvalidOffsetException e) {
            // What is left is read again; sequences tell what is new.
            log.atWarn().addKeyValue("partition", partition).setCause(e).log("Assignments were lost from the log");
            from.seekToBeginning(List.of(partition));
            next = 0L;
        }
    }

    /** False when it must be tried again. */
    private boolean decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            JobAssignment assignment = codec.decode(Topics.JOB_ASSIGNMENTS, record.value());
            if (assignment.getSessionId().equals(identity.sessionId())
                    && assignment.getPool().equals(identity.pool())) {
                events.read(assignment);
            }
            return true;
        } catch (UndecodableException e) {
            events.undecodable(record, e);
            return true;
        } catch (RegistryUnavailableException e) {
            log.atWarn().addKeyValue("offset", record.offset()).log("The registry is needed for an assignment");
            return false;
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            boolean closed = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            log.atTrace().addKeyValue("closed", closed).log("Paused");
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
