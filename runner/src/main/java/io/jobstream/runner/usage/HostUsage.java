// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The load of the host, as its heartbeats tell it. */
public final class HostUsage {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int FIELDS = 8;
    private static final long FRESH_NANOS = 2_000_000_000;

    private Load load = new Load(null, null, null);
    private long measuredAt;
    private boolean measured;
    private long total;
    private long idle;

    /**
     * One measurement; null means not known.
     *
     * @param cpuPercent of all cores, since the measurement before
     */
    public record Load(
            @Nullable Integer cpuPercent,
            @Nullable Long memoryUsedBytes,
            @Nullable Long memoryBytes) {}

    /** The load, measured again when the last measurement is two seconds old. */
    public Load load() {
        long now = System.nanoTime();
        if (!measured || now - measuredAt >= FRESH_NANOS) {
            load = measure();
            measuredAt = now;
            measured = true;
        }
        return load;
    }

    private Load measure() {
        try {
            List<String> memory = Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII);
            long bytes = bytes(memory, "MemTotal:");
            return new Load(cpuPercent(), bytes - bytes(memory, "MemAvailable:"), bytes);
        } catch (IOException | RuntimeException notLinux) {
            return new Load(null, null, null);
        }
    }

    private @Nullable Integer cpuPercent() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat"), StandardCharsets.US_ASCII)
                .get(0)
                .split(" +", -1);
        long allBefore = total;
        long idleBefore = idle;
        total = 0;
        for (int field = 0; field < FIELDS; field++) {
            total += Long.parseLong(fields[field + 1]);
        }
        idle = Long.parseLong(fields[IDLE + 1]) + Long.parseLong(fields[IO_WAIT + 1]);
        long passed = total - allBefore;
        return measured && passed > 0 ? (int) (100 * (passed - (idle - idleBefore)) / passed) : null;
    }

    private static long bytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
