// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param at when the broker appended it
 * @param value null for a tombstone
 */
public record Received<T>(
        int partition,
        long offset,
        Instant at,
        String key,
        @Nullable T value) {}
