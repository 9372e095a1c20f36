// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.autoscaler.Autoscaler;
import io.jobstream.autoscaler.decision.RunnerGroup;
import io.jobstream.autoscaler.drivers.Commands;
import io.jobstream.autoscaler.drivers.Driver;
import io.jobstream.autoscaler.drivers.LocalProcesses;
import io.jobstream.autoscaler.groups.GroupFile;
import io.jobstream.standalone.Main;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.cli.UserDirectories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the autoscaler. */
@Command(
        name = "autoscaler",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the autoscaler: starts runners when jobs want them, and drains those that nobody wants.",
        description = {
            "",
            "Runners are processes of this machine, or what --start-command makes. It never stops a runner that has not"
                    + " left by itself: whom it does not want it drains, and who was given a job before that finishes"
                    + " it. Run one for a file of groups.",
            "",
            "On SIGTERM it drains the processes that it started and waits --drain for them; what has not finished by"
                    + " then goes on by itself, and leaves when it has. Runners that a command made are left alone, and"
                    + " found again by their names.",
            "",
            "Commands are run by sh and find in their environment JOBSTREAM_RUNNER, the name that the runner must have,"
                    + " JOBSTREAM_GROUP, JOBSTREAM_POOL, JOBSTREAM_LABELS, separated by commas, and JOBSTREAM_SLOTS.",
            ""
        })
public final class AutoscalerCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--groups", paramLabel = "FILE", required = true, description = "YAML file of groups of runners.")
    @Nullable
    Path groups;

    @Option(
            names = "--start-command",
            paramLabel = "COMMAND",
            description = "Makes a runner; exit status 0 when it will come. Default: a process of this machine.")
    @Nullable
    String startCommand;

    @Option(
            names = "--stop-command",
            paramLabel = "COMMAND",
            description = "Cleans up after a runner that has left; may be run more than once for each.")
    @Nullable
    String stopCommand;

    @Option(
            names = "--command-timeout",
            paramLabel = "DURATION",
            description = "How long a command may take. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    Duration commandTimeout = Duration.ZERO;

    @Option(
            names = "--runner-dir",
            paramLabel = "DIRECTORY",
            description = "Where runners that are processes have their directories. Default: autoscaler in the user's"
                    + " state directory.")
    @Nullable
    Path runnerDirectory;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            description = "At the end, how long runners that are processes may take to finish. Default:"
                    + " ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    Duration drain = Duration.ZERO;

    @Mixin
    OperationsOptions operations = new OperationsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        operations.check(problems);
        if (groups != null) {
            problems.read(this::groups);
        }
        if (stopCommand != null && startCommand == null) {
            problems.add("--stop-command needs --start-command");
        }
        if (startCommand != null && runnerDirectory != null) {
            problems.add("--runner-dir is for runners that are processes, and --start-command makes others");
        }
    }

    @Override
    public int run() {
        List<RunnerGroup> read = groups();
        Driver driver = driver();
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("autoscaler", kafka, operations.config(), log, err)
                .run(drain, (connection, partitions) -> {
                    Autoscaler autoscaler = Autoscaler.start(read, driver, drain, connection, partitions);
                    return Service.of(autoscaler::health, autoscaler);
                });
    }

    private List<RunnerGroup> groups() {
        return GroupFile.read(Objects.requireNonNull(groups));
    }

    private Driver driver() {
        if (startCommand != null) {
            return new Commands(startCommand, Optional.ofNullable(stopCommand), commandTimeout);
        }
        Path directory = runnerDirectory == null
                ? UserDirectories.state(System.getenv()).resolve("autoscaler")
                : runnerDirectory;
        return new LocalProcesses(program(), directory.toAbsolutePath());
    }

    /** This program as a runner of the same cluster. */
    private List<String> program() {
        List<String> program = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "runner"));
        program.addAll(kafka.arguments());
        return program;
    }
}
