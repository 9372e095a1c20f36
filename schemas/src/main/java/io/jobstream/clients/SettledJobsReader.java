// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on the jobs that got their outcome, by {@code ci.job.status}. Copies share its partitions as one consumer
 * group, and commit a position when everything before it was handled: each job is given at least once, also those that
 * ended while no copy ran.
 */
public final class SettledJobsReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SettledJobsReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int JOBS_MAX = 200;
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    private final AvroCodec codec;
    private final Handler handler;
    private final ConsumerThread thread;
    private volatile boolean joined;

    /**
     * Makes a reader that has not started.
     *
     * @param name of its thread
     * @param group of all copies
     */
    public SettledJobsReader(String name, String group, KafkaConnection connection, AvroCodec codec, Handler handler) {
        this.codec = codec;
        this.handler = handler;
        this.thread = new ConsumerThread(
                name, "jobs that got their outcome", () -> connection.consumer(group, settings(group)), this::read);
    }

    /** What is done with them. */
    @FunctionalInterface
    public interface Handler {
        /** Whether it is done; else the same, and perhaps more, are given again after a moment. */
        boolean handle(List<JobStatus> settled);
    }

    public void start() {
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether it is settled where the group begins: what ends from now on is read. */
    public boolean hasJoined() {
        return joined;
    }

    /** What is being handled is given again to whoever reads next. */
    @Override
    public void close() {
        thread.close();
    }

    private static Map<String, Object> settings(String group) {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                JOBS_MAX,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                SESSION_TIMEOUT_MILLIS,
                // Where retention overtook the group. At first it begins at the end.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(Topics.JOB_STATUS.name()), new FromTheEndAtFirst(consumer, () -> joined = true));
        while (thread.isWanted()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            List<JobStatus> settled = new ArrayList<>();
            polled.forEach(each -> thread.insist(() -> settled(each).ifPresent(settled::add)));
            if (!thread.isWanted() || polled.isEmpty()) {
                continue;
            }
            if (settled.isEmpty() || handler.handle(settled)) {
                consumer.commitSync();
            } else {
                polled.partitions()
                        .forEach(partition -> consumer.seek(
                                partition, polled.records(partition).get(0).offset()));
                thread.pause();
            }
        }
    }

    private Optional<JobStatus> settled(ConsumerRecord<byte[], byte[]> each) {
        if (each.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(Topics.JOB_STATUS, each.value()))
                    .filter(status -> status.getSettledAt() != null);
        } catch (UndecodableException e) {
            log.atWarn()
                    .addKeyValue("topic", each.topic())
                    .addKeyValue("partition", each.partition())
                    .addKeyValue("offset", each.offset())
                    .log("Passed over what is no status: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
