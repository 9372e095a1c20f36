// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the system: started again as it was, and only ever addressed by its own id. */
final class Member {
    private static final Duration END_MAX = Duration.ofSeconds(45);

    private final String name;
    private final List<String> command;
    private final Path directory;
    private final String readyWord;
    private int incarnation;
    private boolean suspended;
    private @Nullable Process process;

    /**
     * Not started yet.
     *
     * @param readyWord a line of its output that begins so says that it runs
     */
    Member(String name, List<String> command, Path directory, String readyWord) {
        this.name = name;
        this.command = List.copyOf(command);
        this.directory = directory;
        this.readyWord = readyWord;
    }

    String name() {
        return name;
    }

    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        incarnation++;
        suspended = false;
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("JOBSTREAM_"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
    }

    /** Whether this incarnation has said that it runs. */
    synchronized boolean ready() {
        try {
            return Files.readString(output()).lines().anyMatch(line -> line.startsWith(readyWord));
        } catch (IOException e) {
            return false;
        }
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** {@code kill -9}; returns when it is gone. */
    synchronized void kill() {
        if (process != null) {
            await(process.destroyForcibly(), END_MAX);
        }
    }

    /** SIGTERM; returns when it has ended, which it must within a while. False when it had to be killed. */
    synchronized boolean terminate() {
        if (process == null || !process.isAlive()) {
            return true;
        }
        resume();
        process.destroy();
        if (await(process, END_MAX)) {
            return true;
        }
        kill();
        return false;
    }

    /** SIGSTOP. */
    synchronized void suspend() {
        if (alive()) {
            signal("STOP");
            suspended = true;
        }
    }

    /** SIGCONT. */
    synchronized void resume() {
        if (suspended && alive()) {
            signal("CONT");
        }
        suspended = false;
    }

    /** What it says, one file for each incarnation. */
    private Path output() {
        return directory.resolve(name + "-" + incarnation + ".log");
    }

    private void signal(String signal) {
        if (process == null) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            await(kill, Duration.ofSeconds(5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean await(Process ending, Duration limit) {
        try {
            return ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
