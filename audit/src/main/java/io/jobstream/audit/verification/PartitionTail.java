// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One partition from its beginning to where it ended when the reading began. */
final class PartitionTail {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int SILENT_POLLS_MAX = 60;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long begin;
    private final long end;
    private final Deque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

    PartitionTail(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
        Collection<TopicPartition> one = List.of(partition);
        this.begin = Objects.requireNonNull(consumer.beginningOffsets(one).get(partition));
        this.end = Objects.requireNonNull(consumer.endOffsets(one).get(partition));
        consumer.assign(one);
        consumer.seek(partition, begin);
    }

    long begin() {
        return begin;
    }

    /** The next record, without taking it; empty at the end. */
    Optional<ConsumerRecord<byte[], byte[]>> peek() {
        for (int silent = 0; ahead.isEmpty() && consumer.position(partition) < end; silent++) {
            if (silent > SILENT_POLLS_MAX) {
                throw new UnreadableCopyException(partition + " gives nothing more before its end, " + end, null);
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                if (each.offset() < end) {
                    ahead.add(each);
                }
            }
        }
        return Optional.ofNullable(ahead.peek());
    }

    void take() {
        ahead.remove();
    }
}
