// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The newest records of a topic, in the order they were read, bounded by count and bytes. It covers, for each
 * partition, every record from its start to its end. Safe for use by many threads.
 */
final class Ring<T> {
    private final @Nullable Entry<T>[] slots;
    private final long bytesMax;
    private final long[] starts;
    private final long[] ends;
    private @Nullable Uuid topicId;
    private long oldest;
    private long newest;
    private long bytes;

    /** What a follower reads next, and where it reads then. */
    record Slice<T>(List<Entry<T>> entries, long next) {}

    @SuppressWarnings("unchecked") // Arrays have no type parameters.
    Ring(int partitions, int entriesMax, long bytesMax) {
        this.slots = (Entry<T>[]) new Entry<?>[entriesMax];
        this.bytesMax = bytesMax;
        this.starts = new long[partitions];
        this.ends = new long[partitions];
    }

    synchronized void opened(Uuid id) {
        topicId = id;
    }

    /** Empty until the topic is read. */
    synchronized Optional<Uuid> topicId() {
        return Optional.ofNullable(topicId);
    }

    /** Reading begins, or goes on after a gap. */
    synchronized void startsAt(int partition, long offset) {
        while (oldest < newest) {
            dropOldest();
        }
        starts[partition] = offset;
        ends[partition] = offset;
    }

    synchronized void append(Entry<T> entry) {
        if (newest - oldest == slots.length) {
            dropOldest();
        }
        slots[slot(newest++)] = entry;
        ends[entry.partition()] = entry.offset() + 1;
        bytes += entry.bytes();
        while (bytes > bytesMax && newest - oldest > 1) {
            dropOldest();
        }
    }

    /** Where each partition's next record will be. */
    synchronized long[] ends() {
        return ends.clone();
    }

    synchronized long start(int partition) {
        return starts[partition];
    }

    /** A partition that is followed from before what the ring covers. */
    synchronized OptionalInt uncovered(long[] positions) {
        for (int partition = 0; partition < positions.length; partition++) {
            if (positions[partition] >= 0 && positions[partition] < starts[partition]) {
                return OptionalInt.of(partition);
            }
        }
        return OptionalInt.empty();
    }

    /** Entries from {@code from} on; empty when a position is not covered. */
    synchronized Optional<Slice<T>> read(long[] positions, long from, int max) {
        if (uncovered(positions).isPresent()) {
            return Optional.empty();
        }
        long next = Math.max(from, oldest);
        List<Entry<T>> entries = new ArrayList<>();
        for (; next < newest && entries.size() < max; next++) {
            entries.add(at(next));
        }
        return Optional.of(new Slice<>(entries, next));
    }

    private void dropOldest() {
        Entry<T> entry = at(oldest);
        slots[slot(oldest++)] = null;
        starts[entry.partition()] = entry.offset() + 1;
        bytes -= entry.bytes();
    }

    private Entry<T> at(long number) {
        Entry<T> entry = slots[slot(number)];
        if (entry == null) {
            throw new IllegalStateException("No entry " + number + ": " + Arrays.toString(starts));
        }
        return entry;
    }

    private int slot(long number) {
        return (int) (number % slots.length);
    }
}
