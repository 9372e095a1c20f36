// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.time.Duration;

/**
 * The limits of live streams.
 *
 * @param clientsMax how many may listen at a time
 * @param factsMax facts in memory
 * @param logBytesMax log content in memory, in bytes
 * @param logsIndexedMax jobs whose log's beginning is remembered
 * @param heartbeat how often a quiet stream says that it lives
 * @param stalled for how long a client may take nothing before it is dropped
 */
public record LiveConfig(
        int clientsMax, int factsMax, long logBytesMax, int logsIndexedMax, Duration heartbeat, Duration stalled) {
    public static final LiveConfig DEFAULTS =
            new LiveConfig(1_000, 10_000, 16L * 1024 * 1024, 100_000, Duration.ofSeconds(15), Duration.ofSeconds(20));
}
