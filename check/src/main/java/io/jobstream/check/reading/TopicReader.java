// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.reading;

import io.jobstream.clients.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/** Reads ranges of one topic, one after the other, and remembers what it read. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, Object> SETTINGS = Map.of(
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            2_000,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            15_000,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            10_000);

    private final Consumer<byte[], byte[]> consumer;
    private final List<PartitionRead> read = new ArrayList<>();

    private TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    public static TopicReader of(KafkaConnection connection, String topic) {
        return new TopicReader(consumer(connection, topic));
    }

    /** A consumer that gives up soon enough for someone who waits for it. */
    public static Consumer<byte[], byte[]> consumer(KafkaConnection connection, String name) {
        return connection.consumer("check-" + name, SETTINGS);
    }

    /**
     * What was read of a partition so far.
     *
     * @param first the first record's stamp; null before it
     * @param last the last record's stamp
     */
    public record PartitionRead(
            Range range,
            long records,
            @Nullable Instant first,
            @Nullable Instant last) {
        private PartitionRead with(ConsumerRecord<byte[], byte[]> record) {
            Instant stamp = Instant.ofEpochMilli(record.timestamp());
            return new PartitionRead(range, records + 1, first == null ? stamp : first, stamp);
        }
    }

    /**
     * The committed records of a range; the iterator before it is at its end.
     *
     * @throws UnreadableException from the iterator, when the broker has nothing to say for a while, or retention
     *     overtakes it
     */
    public Iterator<ConsumerRecord<byte[], byte[]>> read(Range range) {
        consumer.assign(List.of(range.partition()));
        consumer.seek(range.partition(), range.begin());
        read.add(new PartitionRead(range, 0, null, null));
        return new Records(range);
    }

    /** What was read, by range. */
    public List<PartitionRead> read() {
        return List.copyOf(read);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private final class Records implements Iterator<ConsumerRecord<byte[], byte[]>> {
        private final Range range;
        private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
        private @Nullable ConsumerRecord<byte[], byte[]> next;

        Records(Range range) {
            this.range = range;
        }

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = advance();
            }
            return next != null;
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            ConsumerRecord<byte[], byte[]> record = next;
            next = null;
            read.set(read.size() - 1, read.get(read.size() - 1).with(record));
            return record;
        }

        private @Nullable ConsumerRecord<byte[], byte[]> advance() {
            long since = System.nanoTime();
            while (!polled.hasNext()) {
                long position = consumer.position(range.partition());
                if (position >= range.end()) {
                    return null;
                }
                polled = poll();
                if (!polled.hasNext()
                        && consumer.position(range.partition()) == position
                        && System.nanoTime() - since > PATIENCE.toNanos()) {
                    throw new UnreadableException("Kafka gave no record of " + range.partition() + " at offset "
                            + position + " within " + PATIENCE.toSeconds() + " s");
                }
            }
            ConsumerRecord<byte[], byte[]> record = polled.next();
            return record.offset() < range.end() ? record : null;
        }

        private Iterator<ConsumerRecord<byte[], byte[]>> poll() {
            try {
                return consumer.poll(POLL).records(range.partition()).iterator();
            } catch (OffsetOutOfRangeException e) {
                throw new UnreadableException(
                        "Retention took records of " + range.partition() + " while they were read: check again", e);
            }
        }
    }
}
