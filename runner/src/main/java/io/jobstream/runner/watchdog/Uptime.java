// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.watchdog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one clock of leases: the time since the machine started, suspended or not, in steps of 10 ms. */
public final class Uptime {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final long NANOS_PER_HUNDREDTH = 10_000_000;

    private Uptime() {}

    /** Now, rounded down, in nanoseconds; the JVM's own monotonic clock where there is no {@code /proc}. */
    public static long nanos() {
        try {
            return hundredths(Files.readString(UPTIME, StandardCharsets.US_ASCII)) * NANOS_PER_HUNDREDTH;
        } catch (IOException noProc) {
            return System.nanoTime();
        }
    }

    static long toHundredths(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_HUNDREDTH);
    }

    private static long hundredths(String uptime) {
        int point = uptime.indexOf('.');
        return Long.parseLong(uptime, 0, point, 10) * 100 + Long.parseLong(uptime, point + 1, point + 3, 10);
    }
}
