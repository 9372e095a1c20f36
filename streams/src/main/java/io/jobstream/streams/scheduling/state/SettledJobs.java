// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.JobId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ids of jobs that have settled, each for a time, by the minute in which it settled; in the store only. What settled
 * before the log's clock began, in minute 0, is kept for good: a few jobs of a new cluster.
 */
final class SettledJobs {
    /** How many are forgotten at a time: more than settle between two ticks. */
    private static final int FORGOTTEN_MAX = 5_000;

    private static final String BY_ID = "s/";
    private static final String BY_MINUTE = "m/";
    private static final byte[] NOTHING = {};

    private final Storage storage;
    private @Nullable Instant oldest;

    SettledJobs(Storage storage) {
        this.storage = storage;
    }

    void rebuild() {
        oldest = null;
        storage.scan(prefix(1), Storage.after(BY_MINUTE), 1, (key, nothing) -> oldest = minute(key));
    }

    boolean contains(JobId id) {
        return storage.get(BY_ID + id.value()) != null;
    }

    Optional<Instant> oldest() {
        return Optional.ofNullable(oldest);
    }

    void add(JobId id, Instant at) {
        long minute = at.getEpochSecond() / 60;
        storage.put(BY_ID + id.value(), ByteBuffer.allocate(8).putLong(minute).array());
        storage.put(prefix(minute) + id.value(), NOTHING);
        if (oldest == null && minute > 0) {
            oldest = Instant.ofEpochSecond(minute * 60);
        }
    }

    void forgetBefore(Instant before) {
        List<String> keys = new ArrayList<>();
        storage.scan(prefix(1), prefix(before.getEpochSecond() / 60), FORGOTTEN_MAX, (key, nothing) -> keys.add(key));
        for (String key : keys) {
            storage.delete(key);
            storage.delete(BY_ID + key.substring(key.indexOf('/', BY_MINUTE.length()) + 1));
        }
        rebuild();
    }

    private static String prefix(long minute) {
        return BY_MINUTE + String.format("%010d/", minute);
    }

    private static Instant minute(String key) {
        String digits = key.substring(BY_MINUTE.length(), key.indexOf('/', BY_MINUTE.length()));
        return Instant.ofEpochSecond(Long.parseLong(digits) * 60);
    }
}
