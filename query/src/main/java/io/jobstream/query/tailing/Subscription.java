// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import io.jobstream.topics.Topic;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic to read.
 *
 * @param since how far back reading begins; null for the beginning, zero for the end
 */
public record Subscription<T extends SpecificRecord>(
        Topic<T> topic, @Nullable Duration since, Sink<T> sink) {
    public static <T extends SpecificRecord> Subscription<T> fromBeginning(Topic<T> topic, Sink<T> sink) {
        return new Subscription<>(topic, null, sink);
    }

    public static <T extends SpecificRecord> Subscription<T> fromEnd(Topic<T> topic, Sink<T> sink) {
        return new Subscription<>(topic, Duration.ZERO, sink);
    }

    public static <T extends SpecificRecord> Subscription<T> since(Topic<T> topic, Duration age, Sink<T> sink) {
        return new Subscription<>(topic, age, sink);
    }
}
