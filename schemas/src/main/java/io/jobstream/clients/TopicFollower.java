// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads all partitions of topics, without a group, and goes on with what is written; see {@link ConsumerThread}. */
public final class TopicFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    private final List<TopicPartition> partitions;
    private final Reading reading;
    private final ConsumerThread thread;
    private volatile boolean caughtUp;

    /**
     * Makes a follower that has not started.
     *
     * @param name of its thread
     * @param what it reads, for the log
     */
    public TopicFollower(
            String name,
            String what,
            Supplier<Consumer<byte[], byte[]>> consumers,
            List<TopicPartition> partitions,
            Reading reading) {
        this.partitions = List.copyOf(partitions);
        this.reading = reading;
        this.thread = new ConsumerThread(name, what, consumers, this::follow);
    }

    /** What is made of what is read; all of it on the follower's thread. */
    public interface Reading {
        /**
         * Begins, at first and after each failure.
         *
         * @param ends where the partitions end now
         * @return where to begin in each of them
         */
        Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends);

        /**
         * Takes a record.
         *
         * @throws UndecodableException when it is none of its topic: it is {@link #passedOver}
         * @throws RegistryUnavailableException when that cannot be told yet: it is given again
         */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** Is told of a record that is none. */
        void passedOver(ConsumerRecord<byte[], byte[]> record, UndecodableException why);

        /** Has been given all that was there when it began. */
        default void readAll() {}

        /** Has been given what there was; every now and then when there is nothing. */
        default void polled(Consumer<byte[], byte[]> consumer) {}
    }

    /** All partitions of some topics. */
    public static List<TopicPartition> partitionsOf(PoolPartitions partitions, Topic<?>... topics) {
        return Stream.of(topics)
                .flatMap(topic -> IntStream.range(0, topic.partitions(partitions.count()))
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }

    public void start() {
        thread.start();
    }

    /** Whether it has once read what was there when it began. */
    public boolean caughtUp() {
        return caughtUp;
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        thread.close();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        reading.begin(consumer, ends).forEach(consumer::seek);
        boolean behind = true;
        while (thread.isWanted()) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                thread.insist(() -> take(each));
            }
            if (behind && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                behind = false;
                reading.readAll();
                caughtUp = true;
            }
            reading.polled(consumer);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        try {
            reading.take(each);
        } catch (UndecodableException e) {
            reading.passedOver(each, e);
        }
    }
}
