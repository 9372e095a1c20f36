// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;

/** The program as a process of its own, started as users start it. */
final class JobstreamProcess implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private JobstreamProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs the launcher in {@code directory}; what it says on either stream is read as lines. */
    static JobstreamProcess start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("jobstream").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JOBSTREAM_"));
        builder.environment().put("JOBSTREAM_BUILD", "never");
        // A test is over before the better compiler has earned what it costs.
        builder.environment().put("JOBSTREAM_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        builder.environment()
                .put(
                        "XDG_STATE_HOME",
                        directory.resolve("state").toAbsolutePath().toString());
        return new JobstreamProcess(builder.start());
    }

    /** The repository that these tests are part of, if they are run from one. */
    static Path root() {
        return ROOT;
    }

    List<String> lines() {
        return lines;
    }

    String text() {
        return String.join("\n", lines);
    }

    /** Waits for a line; what the pattern's group matches. */
    String awaitLine(Pattern pattern, Duration limit) {
        return await().atMost(limit)
                .conditionEvaluationListener(new ConditionEvaluationListener<Object>() {
                    @Override
                    public void conditionEvaluated(EvaluatedCondition<Object> condition) {}

                    @Override
                    public void onTimeout(TimeoutEvent timeout) {
                        throw new AssertionError("It did not say '" + pattern + "' within " + limit + ":\n" + text());
                    }
                })
                .until(
                        () -> {
                            Stream<Matcher> matchers = lines.stream().map(pattern::matcher);
                            String found = matchers.filter(Matcher::find)
                                    .map(matcher -> matcher.group(1))
                                    .findFirst()
                                    .orElse(null);
                            if (found == null && !process.isAlive()) {
                                throw new AssertionError("It ended without saying '" + pattern + "':\n" + text());
                            }
                            return found;
                        },
                        found -> found != null);
    }

    int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("It did not end within " + limit + ":\n" + text());
        }
        reader.join(limit.toMillis());
        return process.exitValue();
    }

    /** Waits for its end; the most memory that it and its children had resident at a time, in bytes. */
    long awaitExitWatchingMemory(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long peak = 0;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, residentBytes());
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("It did not end within " + limit + ":\n" + text());
            }
        }
        reader.join(limit.toMillis());
        return peak;
    }

    void terminate() {
        // Process.destroy() closes its output as well, and what it says while it stops would be lost.
        process.toHandle().destroy();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private long residentBytes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(JobstreamProcess::residentBytes)
                .sum();
    }

    private static long residentBytes(ProcessHandle handle) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + handle.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }
}
