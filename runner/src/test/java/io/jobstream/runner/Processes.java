// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.runner.session.AttemptId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for processes on its own, not by the runner's code. */
final class Processes {
    private Processes() {}

    static void signal(String name, long pid) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " " + pid + " exited with " + status);
        }
    }

    /** The watchdog of a session. */
    static long watchdogOf(String sessionId) {
        return ProcessHandle.allProcesses()
                .filter(process -> text(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                        .endsWith("jobstream-watchdog\0" + sessionId + "\0"))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElseThrow();
    }

    /** Commands of what still runs of an attempt. */
    static List<String> of(AttemptId id) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> text(path.resolve("environ")).contains("JOBSTREAM_ATTEMPT=" + id + "\0"))
                    .map(path -> path.getFileName() + " "
                            + text(path.resolve("cmdline")).replace('\0', ' '))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
