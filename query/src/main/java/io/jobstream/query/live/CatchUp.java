// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.clients.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads of what the rings no longer have, a page at a time, by few consumers that all clients share. */
final class CatchUp implements AutoCloseable {
    private static final int READERS = 2;
    private static final int PAGE_BYTES = 512 * 1024;
    private static final int PAGE_SCANNED_MAX = 50_000;
    private static final int FETCH_WAIT_MILLIS = 5;
    private static final Duration PAGE_TIME_MAX = Duration.ofSeconds(5);

    private final KafkaConnection connection;
    private final AtomicInteger names = new AtomicInteger();
    private final BlockingQueue<Optional<Consumer<byte[], byte[]>>> idle = new ArrayBlockingQueue<>(READERS);
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, runnable -> {
        Thread thread = new Thread(runnable, "query-catch-up-" + names.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What to read.
     *
     * @param until the first offset that is not wanted
     * @param mapping a record as an entry; null when it is not wanted
     */
    record Request<T>(
            TopicPartition partition,
            long from,
            long until,
            Function<ConsumerRecord<byte[], byte[]>, @Nullable Entry<T>> mapping) {}

    /**
     * What was found.
     *
     * @param next where to read on
     * @param lost whether retention took what was to be read
     */
    record Page<T>(List<Entry<T>> entries, long next, boolean lost) {}

    CatchUp(KafkaConnection connection) {
        this.connection = connection;
        for (int i = 0; i < READERS; i++) {
            idle.add(Optional.empty());
        }
    }

    <T> CompletableFuture<Page<T>> read(Request<T> request) {
        return on(consumer -> read(consumer, request));
    }

    /** The first offset appended at or after a time; empty when there is none yet. */
    CompletableFuture<Optional<Long>> offsetAt(TopicPartition partition, Instant time) {
        return on(consumer -> {
            consumer.assign(List.of(partition));
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()))
                    .get(partition);
            return Optional.ofNullable(found).map(OffsetAndTimestamp::offset);
        });
    }

    @Override
    public void close() {
        readers.shutdownNow();
        try {
            readers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(consumer -> consumer.ifPresent(Consumer::close));
    }

    private <R> CompletableFuture<R> on(Function<Consumer<byte[], byte[]>, R> work) {
        CompletableFuture<R> result = new CompletableFuture<>();
        readers.execute(() -> {
            Optional<Consumer<byte[], byte[]>> reader = idle.remove();
            try {
                reader = Optional.of(reader.orElseGet(this::open));
                result.complete(work.apply(reader.get()));
            } catch (RuntimeException e) {
                // A consumer that failed may be of no more use.
                reader.ifPresent(Consumer::close);
                reader = Optional.empty();
                result.completeExceptionally(e);
            } finally {
                idle.add(reader);
            }
        });
        return result;
    }

    /**
     * What it reads is there. Only the fetch that it sends ahead, at the end of the log, would be kept waiting by the
     * broker, and the next reader's first fetch behind it.
     */
    private Consumer<byte[], byte[]> open() {
        return connection.consumer(
                "query-catch-up",
                Map.of(
                        "default.api.timeout.ms",
                        10_000,
                        "fetch.max.bytes",
                        4 * PAGE_BYTES,
                        "fetch.max.wait.ms",
                        FETCH_WAIT_MILLIS,
                        "max.poll.records",
                        5_000));
    }

    private static <T> Page<T> read(Consumer<byte[], byte[]> consumer, Request<T> request) {
        TopicPartition partition = request.partition();
        consumer.assign(List.of(partition));
        consumer.seek(partition, request.from());
        List<Entry<T>> entries = new ArrayList<>();
        long deadline = System.nanoTime() + PAGE_TIME_MAX.toNanos();
        int scanned = 0;
        int bytes = 0;
        long next = request.from();
        try {
            while (next < request.until() && System.nanoTime() < deadline && scanned < PAGE_SCANNED_MAX) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (found.offset() >= request.until() || bytes >= PAGE_BYTES) {
                        return new Page<>(entries, found.offset(), false);
                    }
                    scanned++;
                    Entry<T> entry = request.mapping().apply(found);
                    if (entry != null) {
                        entries.add(entry);
                        bytes += entry.bytes();
                    }
                }
                next = consumer.position(partition);
            }
            return new Page<>(entries, next, false);
        } catch (OffsetOutOfRangeException e) {
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            return new Page<>(List.of(), begin, true);
        }
    }
}
