// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.Endpoints;
import io.jobstream.runner.Runner;
import io.jobstream.runner.RunnerCell;
import io.jobstream.runner.RunnerConfig;
import io.jobstream.runner.execution.RunnerResources;
import io.jobstream.runner.session.SessionEnd;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.cli.UserDirectories;
import io.jobstream.topics.Cell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a runner. */
@Command(
        name = "runner",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run a runner: executes the jobs that are assigned to it.",
        description = {
            "",
            "Jobs run on this machine as this user. On SIGTERM it takes no more jobs and waits --drain for those"
                    + " that run. When it is drained (jobstream drain) it waits for them however long they take, and"
                    + " ends with status 0.",
            ""
        })
public final class RunnerCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            description = "The pool it works for. Default: ${DEFAULT-VALUE}.",
            defaultValue = "default")
    String pool = "default";

    @Option(
            names = "--cell",
            paramLabel = "N",
            description = "The cell of the pool that it works for, from 0. Default: one that follows from its name.")
    @Nullable
    Integer cell;

    @Option(
            names = "--runner-id",
            paramLabel = "ID",
            description = "Its name, unique in the pool. Default: the host's name.")
    @Nullable
    String runnerId;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "LABEL",
            split = ",",
            description = "What jobs may ask of it; may be repeated. It always has its system and architecture.")
    List<String> labels = List.of();

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many jobs it runs at a time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    int slots;

    @Option(
            names = "--resource",
            paramLabel = "NAME=COUNT",
            split = ",",
            description = "A countable resource that its jobs share, such as gpu=4; may be repeated.")
    Map<String, Integer> resources = new LinkedHashMap<>();

    @Option(
            names = "--resource-variable",
            paramLabel = "NAME=VARIABLE",
            split = ",",
            description = "The environment variable that tells programs which of a resource to use, such as"
                    + " gpu=CUDA_VISIBLE_DEVICES. A job always finds its numbers in JOBSTREAM_RESOURCE_NAME.")
    Map<String, String> resourceVariables = new LinkedHashMap<>();

    @Option(
            names = "--work-dir",
            paramLabel = "DIRECTORY",
            description = "Its own directory, for workspaces. Default: runner/POOL/ID in the user's state directory.")
    @Nullable
    Path workDirectory;

    @Option(names = "--keep-workspaces", description = "Keep a job's directory when it is over.")
    boolean keepWorkspaces;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            description = "At the end, how long running jobs may take. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8s")
    Duration drain = Duration.ZERO;

    @Mixin
    OperationsOptions operations = new OperationsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        operations.check(problems);
        if (pool.contains(Cell.MARK)) {
            problems.add("--pool must not contain " + Cell.MARK + ": name a cell with --cell");
        }
        if (cell != null && (cell < 0 || cell >= Cell.MAX)) {
            problems.add("--cell must be 0 to " + (Cell.MAX - 1) + " but is " + cell);
        }
        problems.read(this::config);
    }

    @Override
    public int run() {
        RunnerConfig config = config();
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("runner", kafka, operations.config(), log, err)
                .run(drain, (connection, partitions) -> {
                    String own = cell == null
                            ? RunnerCell.of(pool, config.runnerId(), connection, partitions)
                            : new Cell(pool, cell).name();
                    return start(Runner.start(config.withPool(own), connection, partitions));
                });
    }

    private Service start(Runner runner) {
        CompletableFuture<Object> ended = new CompletableFuture<>();
        runner.ended().whenComplete((how, problem) -> {
            if (problem != null) {
                ended.completeExceptionally(problem);
            } else if (how.end() == SessionEnd.DRAINED) {
                ended.complete(how);
            } else {
                ended.completeExceptionally(new FailedException(how.message()));
            }
        });
        return Service.of(Endpoints.healthOf(runner::health), () -> Runners.leave(runner, drain), ended);
    }

    private RunnerConfig config() {
        String name = runnerId == null
                ? RunnerConfig.defaults(pool, Path.of("unused")).runnerId()
                : runnerId;
        Path directory = workDirectory == null
                ? UserDirectories.state(System.getenv())
                        .resolve("runner")
                        .resolve(pool)
                        .resolve(name)
                : workDirectory;
        return RunnerConfig.defaults(pool, directory)
                .withRunnerId(name)
                .withMoreLabels(labels)
                .withSlots(slots)
                .withResources(new RunnerResources(resources, resourceVariables))
                .withKeepWorkspaces(keepWorkspaces);
    }
}
