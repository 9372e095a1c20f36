// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import org.jspecify.annotations.Nullable;

/**
 * Encoded bytes and where they go; what processors forward to {@link Sinks}.
 *
 * @param value null for a tombstone
 * @param partition null to go by the key, as every Kafka producer computes it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: it lives from forward to sink.
public record Routed(byte @Nullable [] value, @Nullable Integer partition) {
    public static Routed to(int partition, byte @Nullable [] value) {
        return new Routed(value, partition);
    }

    public static Routed byKey(byte @Nullable [] value) {
        return new Routed(value, null);
    }
}
