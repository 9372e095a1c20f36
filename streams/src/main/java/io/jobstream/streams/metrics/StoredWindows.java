// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Windows in state stores: the windows in the wire format of {@code ci.job.metrics} by the time they end, and the keys
 * of those not stated, which hold the key in the topic.
 */
final class StoredWindows implements WindowStore {
    static final String WINDOWS_STORE = "windows";
    static final String UNSTATED_STORE = "unstated";

    private final KeyValueStore<String, byte[]> windows;
    private final KeyValueStore<String, String> unstated;
    private final AvroCodec codec;

    StoredWindows(KeyValueStore<String, byte[]> windows, KeyValueStore<String, String> unstated, AvroCodec codec) {
        this.windows = windows;
        this.unstated = unstated;
        this.codec = codec;
    }

    @Override
    public @Nullable JobMetrics get(Window window) {
        return decoded(windows.get(window.storeKey()));
    }

    @Override
    public void put(Window window, JobMetrics metrics) {
        windows.put(window.storeKey(), codec.encode(Topics.JOB_METRICS, metrics));
        unstated.putIfAbsent(window.storeKey(), window.key());
    }

    @Override
    public List<Stated> takeChanged() {
        List<Stated> changed = new ArrayList<>();
        for (KeyValue<String, String> entry : entries()) {
            JobMetrics metrics = decoded(windows.get(entry.key));
            if (metrics != null) {
                changed.add(new Stated(entry.value, metrics));
            }
            unstated.delete(entry.key);
        }
        return changed;
    }

    @Override
    public void forgetEndedBy(Instant end) {
        List<String> ended = new ArrayList<>();
        // Keys begin with the end: this bound is above those that ended by then, whatever follows.
        try (KeyValueIterator<String, byte[]> old = windows.range(null, Window.storeKeysFrom(end.plusMillis(1)))) {
            old.forEachRemaining(entry -> ended.add(entry.key));
        }
        ended.forEach(windows::delete);
    }

    private List<KeyValue<String, String>> entries() {
        List<KeyValue<String, String>> entries = new ArrayList<>();
        try (KeyValueIterator<String, String> all = unstated.all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    private @Nullable JobMetrics decoded(byte @Nullable [] bytes) {
        return bytes == null ? null : codec.decode(Topics.JOB_METRICS, bytes);
    }
}
