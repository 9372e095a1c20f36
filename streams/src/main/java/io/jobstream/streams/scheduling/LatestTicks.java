// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.topics.PoolPartitions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the broker stamped this process's latest tick of each partition with: how late it is by the log, however much of
 * that has been read. Written by the {@link Ticker}, read by stream threads.
 */
final class LatestTicks {
    private final AtomicLongArray millis;

    LatestTicks(PoolPartitions partitions) {
        this.millis = new AtomicLongArray(partitions.count());
    }

    void stamped(int partition, long timestamp) {
        millis.accumulateAndGet(partition, timestamp, Math::max);
    }

    /** The epoch, before the first tick was acknowledged. */
    Instant of(int partition) {
        return Instant.ofEpochMilli(millis.get(partition));
    }
}
