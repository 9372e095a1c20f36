// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import java.time.Duration;

/**
 * Which windows are kept in memory.
 *
 * @param minutes how long windows of a minute
 * @param hours how long windows of an hour
 * @param windowsMax how many of each; beyond it the oldest go
 */
public record WindowRetention(Duration minutes, Duration hours, int windowsMax) {
    public static final WindowRetention DEFAULTS =
            new WindowRetention(Duration.ofDays(2), Duration.ofDays(400), 200_000);
}
