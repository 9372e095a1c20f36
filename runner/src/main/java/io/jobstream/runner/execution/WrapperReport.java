// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the wrapper said.
 *
 * @param runningAt when the script started, if it did
 * @param unprepared whether the checkout failed
 * @param exitStatus of the script, if it exited
 * @param cpuMillis of all processes that were waited for
 */
record WrapperReport(
        @Nullable Instant runningAt,
        boolean unprepared,
        @Nullable Integer exitStatus,
        long cpuMillis) {
    /** As bash's {@code times} prints it: 0m1.234s. */
    private static final Pattern TIME = Pattern.compile("(\\d+)m(\\d+)[.,](\\d{3})s");

    /** Reads until the wrapper is gone. */
    static WrapperReport read(InputStream said, Runnable running) throws IOException {
        Instant runningAt = null;
        boolean unprepared = false;
        Integer exitStatus = null;
        long cpuMillis = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("running")) {
                runningAt = Instant.now();
                running.run();
            } else if (line.equals("unprepared")) {
                unprepared = true;
            } else if (line.startsWith("exited ")) {
                exitStatus = Integer.valueOf(line.substring("exited ".length()));
            } else {
                cpuMillis += millis(line);
            }
        }
        return new WrapperReport(runningAt, unprepared, exitStatus, cpuMillis);
    }

    private static long millis(String times) {
        long millis = 0;
        for (Matcher time = TIME.matcher(times); time.find(); ) {
            millis += Duration.ofMinutes(Long.parseLong(time.group(1)))
                    .plusSeconds(Long.parseLong(time.group(2)))
                    .plusMillis(Long.parseLong(time.group(3)))
                    .toMillis();
        }
        return millis;
    }
}
