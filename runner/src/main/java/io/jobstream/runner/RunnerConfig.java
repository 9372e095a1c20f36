// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.runner.execution.RunnerResources;
import io.jobstream.topics.Cell;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What a runner is and may do.
 *
 * @param pool the scheduling domain it works for: a pool, or a cell of one by its name in topics
 * @param runnerId its name, unique in its pool
 * @param labels what jobs may ask of it; sorted, distinct
 * @param slots how many attempts it runs at a time
 * @param resources that these share
 * @param workDirectory its own: workspaces, and what the next session must know of this one
 * @param executor what it does with jobs
 * @param keepWorkspaces whether an attempt's directory stays when the attempt is over
 */
public record RunnerConfig(
        String pool,
        String runnerId,
        List<String> labels,
        int slots,
        RunnerResources resources,
        Path workDirectory,
        ExecutorKind executor,
        boolean keepWorkspaces,
        RunnerLimits limits) {
    private static final int NAME_MAX = 128;
    private static final int LABELS_MAX = 32;
    private static final int SLOTS_MAX = 10_000;

    /** Checks everything. @throws IllegalArgumentException naming all that is wrong */
    public RunnerConfig {
        labels = List.copyOf(new TreeSet<>(labels));
        List<String> problems = new ArrayList<>();
        checkName(problems, "pool", Cell.poolOf(pool));
        checkName(problems, "runnerId", runnerId);
        labels.forEach(label -> checkName(problems, "a label", label));
        check(problems, labels.size() <= LABELS_MAX, "labels must be at most " + LABELS_MAX);
        check(problems, slots >= 1 && slots <= SLOTS_MAX, "slots must be 1 to " + SLOTS_MAX + " but is " + slots);
        check(
                problems,
                !limits.heartbeatInterval().isNegative()
                        && !limits.heartbeatInterval().isZero(),
                "heartbeatInterval must be positive");
        check(problems, !limits.grace().isNegative(), "grace must not be negative");
        check(problems, !limits.drain().isNegative(), "drain must not be negative");
        check(problems, limits.logBytesMax() >= 0, "logBytesMax must not be negative");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Bad runner configuration: " + String.join("; ", problems));
        }
    }

    /** A runner named after its host, with one slot and the labels of its machine. */
    public static RunnerConfig defaults(String pool, Path workDirectory) {
        return new RunnerConfig(
                pool,
                hostName(),
                machineLabels(),
                1,
                RunnerResources.NONE,
                workDirectory,
                ExecutorKind.PROCESS,
                false,
                RunnerLimits.DEFAULT);
    }

    /** The same for another pool, or for a cell of its own. */
    public RunnerConfig withPool(String other) {
        return new RunnerConfig(
                other, runnerId, labels, slots, resources, workDirectory, executor, keepWorkspaces, limits);
    }

    public RunnerConfig withRunnerId(String name) {
        return new RunnerConfig(pool, name, labels, slots, resources, workDirectory, executor, keepWorkspaces, limits);
    }

    /** Adds labels to those it has. */
    public RunnerConfig withMoreLabels(Collection<String> more) {
        List<String> all = new ArrayList<>(labels);
        all.addAll(more);
        return new RunnerConfig(pool, runnerId, all, slots, resources, workDirectory, executor, keepWorkspaces, limits);
    }

    public RunnerConfig withSlots(int count) {
        return new RunnerConfig(
                pool, runnerId, labels, count, resources, workDirectory, executor, keepWorkspaces, limits);
    }

    public RunnerConfig withResources(RunnerResources others) {
        return new RunnerConfig(pool, runnerId, labels, slots, others, workDirectory, executor, keepWorkspaces, limits);
    }

    public RunnerConfig withExecutor(ExecutorKind kind) {
        return new RunnerConfig(pool, runnerId, labels, slots, resources, workDirectory, kind, keepWorkspaces, limits);
    }

    public RunnerConfig withKeepWorkspaces(boolean keep) {
        return new RunnerConfig(pool, runnerId, labels, slots, resources, workDirectory, executor, keep, limits);
    }

    public RunnerConfig withLimits(RunnerLimits others) {
        return new RunnerConfig(
                pool, runnerId, labels, slots, resources, workDirectory, executor, keepWorkspaces, others);
    }

    /** The operating system and the architecture, such as linux and x64. */
    public static List<String> machineLabels() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return List.of(
                system.startsWith("linux") ? "linux" : system.startsWith("mac") ? "macos" : "other",
                switch (architecture) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                });
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static void checkName(List<String> problems, String what, String name) {
        boolean good =
                !name.isBlank() && name.length() <= NAME_MAX && name.chars().noneMatch(Character::isISOControl);
        check(problems, good, what + " must be 1 to " + NAME_MAX + " printable characters but is '" + name + "'");
    }

    private static void check(List<String> problems, boolean good, String problem) {
        if (!good) {
            problems.add(problem);
        }
    }
}
