// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.awaitility.Awaitility.await;

import io.jobstream.standalone.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The program in a process of its own, which is killed and started again as it was. */
final class ChildProgram implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final String CLASSES = "target/lib/*:target/classes";

    private final String name;
    private final Path directory;
    private final Pattern ready;
    private final List<String> command = new ArrayList<>();
    private int incarnation;
    private @Nullable Process process;

    /**
     * Not started yet.
     *
     * @param name what its output is called in the directory
     * @param ready what it says when it is ready
     */
    ChildProgram(String name, Path directory, int heapMebibytes, Pattern ready, List<String> arguments) {
        this.name = name;
        this.directory = directory;
        this.ready = ready;
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(
                List.of("-Xmx" + heapMebibytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"));
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-cp", CLASSES, Main.class.getName()));
        command.addAll(arguments);
    }

    String name() {
        return name;
    }

    void start() {
        incarnation++;
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("JOBSTREAM_"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        await(name).atMost(START).pollInterval(Duration.ofMillis(20)).until(() -> {
            String said = Files.readString(output());
            if (!running().isAlive()) {
                throw new AssertionError(
                        name + " ended by itself with " + running().exitValue() + ":\n" + said);
            }
            return said.lines().anyMatch(ready.asPredicate());
        });
    }

    /** Kills it and nothing else, as kill -9 does. Returns when it is gone, with the instant at which it was told. */
    Instant kill() {
        if (!running().isAlive()) {
            throw new AssertionError(name + " ended by itself with " + running().exitValue() + ": see " + output());
        }
        Instant at = Instant.now();
        close();
        return at;
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        try {
            if (!process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " survives kill -9");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    private Path output() {
        return directory.resolve(name + "-" + incarnation + ".out");
    }
}
