// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.util.Collections;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client's way through a topic: from wherever it was, over what lies before the ring, into the ring. Gives each
 * record once and leaves none out. For one thread at a time.
 */
final class Follower<T> {
    private static final int SLICE = 256;

    private final Feed<T> feed;
    private final Wanted<T> wanted;
    private final Runnable wake;
    private long[] positions;
    private long place;
    private Iterator<Entry<T>> inHand = Collections.emptyIterator();
    private @Nullable CompletableFuture<CatchUp.Page<T>> reading;
    private int readingPartition;
    private long readUpTo = -1;
    private boolean lost;

    /** @param positions the next offset of each partition to read; -1 leaves a partition out */
    Follower(Feed<T> feed, long[] positions, Wanted<T> wanted, Runnable wake) {
        this.feed = feed;
        this.positions = positions;
        this.wanted = wanted;
        this.wake = wake;
    }

    /** The next record, or null: then it is live, or a read is under way that wakes the client. */
    @Nullable
    Entry<T> next() {
        while (!lost) {
            while (inHand.hasNext()) {
                Entry<T> entry = inHand.next();
                long expected = positions[entry.partition()];
                if (expected >= 0 && entry.offset() >= expected) {
                    positions[entry.partition()] = entry.offset() + 1;
                    if (wanted.shows(entry)) {
                        return entry;
                    }
                }
            }
            if (!takeMore()) {
                return null;
            }
        }
        return null;
    }

    /** Whether nothing lies between it and the end of the topic as far as that was read. */
    boolean live() {
        return reading == null && !lost && !inHand.hasNext();
    }

    /** Whether retention took records that it had not given yet; {@link #restart} goes on. */
    boolean lost() {
        return lost;
    }

    long[] positions() {
        return positions;
    }

    void restart(long[] from) {
        positions = from;
        place = 0;
        lost = false;
        readUpTo = -1;
        inHand = Collections.emptyIterator();
    }

    private boolean takeMore() {
        if (readUpTo >= 0) {
            // What the page did not hold was not wanted.
            positions[readingPartition] = Math.max(positions[readingPartition], readUpTo);
            readUpTo = -1;
        }
        if (reading != null) {
            return takePage(reading);
        }
        var slice = feed.ring().read(positions, place, SLICE);
        if (slice.isPresent()) {
            place = slice.get().next();
            inHand = slice.get().entries().iterator();
            return inHand.hasNext();
        }
        OptionalInt behind = feed.ring().uncovered(positions);
        behind.ifPresent(this::catchUp);
        return behind.isEmpty();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It only wakes the client, which takes the page or its problem.
    private void catchUp(int partition) {
        readingPartition = partition;
        reading = feed.read(partition, positions[partition], feed.ring().start(partition), wanted);
        reading.whenComplete((page, problem) -> wake.run());
    }

    private boolean takePage(CompletableFuture<CatchUp.Page<T>> future) {
        if (!future.isDone()) {
            return false;
        }
        reading = null;
        CatchUp.Page<T> page = future.join();
        lost = page.lost();
        inHand = page.entries().iterator();
        readUpTo = lost ? -1 : page.next();
        return !lost;
    }
}
