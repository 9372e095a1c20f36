// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine's processes at one moment, without those that have ended and only wait to be reaped. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int FIRST_CPU_FIELD = 11;
    private static final int LAST_CPU_FIELD = 14;
    private static final int START_FIELD = 19;
    private static final int MILLIS_PER_TICK = 10;

    private ProcessTable() {}

    /**
     * A line of the table.
     *
     * @param startTicks when it began, in the kernel's own unit
     * @param cpuMillis its own and that of the children it waited for
     */
    record Entry(long pid, long group, long startTicks, long cpuMillis) {
        /** Whether its environment at its start had {@code NAME=value}; false where that may not be read. */
        boolean carries(String mark) {
            try {
                String environment = Files.readString(file("environ"), StandardCharsets.ISO_8859_1);
                return ("\0" + environment + "\0").contains("\0" + mark + "\0");
            } catch (IOException goneOrNotOurs) {
                return false;
            }
        }

        /** A value of its status in bytes; 0 when it is gone. */
        long statusBytes(String name) {
            try {
                return Files.readAllLines(file("status"), StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.startsWith(name + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                        .findFirst()
                        .orElse(0);
            } catch (IOException gone) {
                return 0;
            }
        }

        private Path file(String name) {
            return PROC.resolve(Long.toString(pid)).resolve(name);
        }
    }

    static List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
            directories.forEach(directory -> entry(directory).ifPresent(entries::add));
        } catch (IOException noProc) {
            return List.of();
        }
        return entries;
    }

    /** When a process began; 0 when it is gone. */
    static long startTicks(long pid) {
        return entry(PROC.resolve(Long.toString(pid))).map(Entry::startTicks).orElse(0L);
    }

    private static Optional<Entry> entry(Path directory) {
        try {
            String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
                return Optional.empty();
            }
            long ticks = 0;
            for (int field = FIRST_CPU_FIELD; field <= LAST_CPU_FIELD; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            long pid = Long.parseLong(directory.getFileName().toString());
            return Optional.of(new Entry(
                    pid, Long.parseLong(fields[GROUP]), Long.parseLong(fields[START_FIELD]), ticks * MILLIS_PER_TICK));
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }
}
