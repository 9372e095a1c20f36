// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.topics.Cell;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runners as processes of this machine, each in a session of its own, so that a Ctrl-C of this program is none of
 * theirs. Each has a directory with its workspaces and its log, which goes when the runner has left.
 */
public final class LocalProcesses implements Driver {
    private static final long ENDS_WITHIN_SECONDS = 10;
    private static final String LOG = "runner.log";

    private final List<String> program;
    private final Path directory;
    private final Map<String, Process> processes = new ConcurrentHashMap<>();

    /**
     * Starts nothing yet.
     *
     * @param program what runs a runner, with all that it must know of Kafka: {@code jobstream runner ...}
     * @param directory where the runners' directories are
     */
    public LocalProcesses(List<String> program, Path directory) {
        this.program = List.copyOf(program);
        this.directory = directory;
    }

    @Override
    public void start(RunnerGroup group, String runner) throws DriverException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(program);
        command.addAll(List.of(
                "--pool",
                Cell.poolOf(group.pool()),
                "--runner-id",
                runner,
                "--slots",
                Integer.toString(group.slots())));
        command.addAll(List.of("--work-dir", own(runner).resolve("work").toString()));
        if (!group.labels().isEmpty()) {
            command.addAll(List.of("--label", String.join(",", group.labels())));
        }
        group.resources().forEach((name, count) -> command.addAll(List.of("--resource", name + "=" + count)));
        try {
            Path log = Files.createDirectories(own(runner)).resolve(LOG);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // What configures this program would configure the runner as well, its port for one.
            builder.environment().keySet().removeIf(name -> name.startsWith("JOBSTREAM_"));
            processes.put(runner, builder.start());
        } catch (IOException e) {
            throw new DriverException("A runner could not be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop(RunnerGroup group, String runner) throws DriverException, InterruptedException {
        Process process = processes.get(runner);
        if (process != null && !process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new DriverException("Process " + process.pid() + " does not end");
            }
        }
        processes.remove(runner);
        delete(own(runner));
    }

    @Override
    public Optional<String> failure(String runner) {
        Process process = processes.get(runner);
        return process == null || process.isAlive()
                ? Optional.empty()
                : Optional.of("its process ended with status " + process.exitValue() + ", see "
                        + own(runner).resolve(LOG));
    }

    @Override
    public Set<String> children() {
        return processes.entrySet().stream()
                .filter(entry -> entry.getValue().isAlive())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Path own(String runner) {
        return directory.resolve(runner);
    }

    private static void delete(Path directory) throws DriverException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DriverException("Its directory " + directory + " could not be removed: " + e.getMessage(), e);
        }
    }
}
