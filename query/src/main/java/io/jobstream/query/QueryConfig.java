// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.query.analytics.WindowRetention;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.live.LiveConfig;
import java.time.Duration;

/**
 * How much a copy remembers and whom it serves.
 *
 * @param jobs settled jobs in memory
 * @param windows metric windows in memory
 * @param live limits of live streams
 */
public record QueryConfig(Jobs.Retention jobs, WindowRetention windows, LiveConfig live) {
    public static final QueryConfig DEFAULTS = new QueryConfig(
            new Jobs.Retention(100_000, Duration.ofDays(1)), WindowRetention.DEFAULTS, LiveConfig.DEFAULTS);
}
