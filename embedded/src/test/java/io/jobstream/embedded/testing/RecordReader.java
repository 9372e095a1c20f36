// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a consumer's records one by one. */
public final class RecordReader {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Queue<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    public RecordReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** The next record; fails when none comes within 20 s. */
    public ConsumerRecord<byte[], byte[]> next() {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (read.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("No record within " + WAIT_MAX);
            }
            consumer.poll(POLL).forEach(read::add);
        }
        return read.remove();
    }
}
