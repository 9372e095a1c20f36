// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.chaos;

import ch.qos.logback.classic.Level;
import io.jobstream.chaos.ChaosReport;
import io.jobstream.chaos.ChaosRun;
import io.jobstream.chaos.ChaosSettings;
import io.jobstream.chaos.Fault;
import io.jobstream.chaos.FaultChoice;
import io.jobstream.chaos.FleetSettings;
import io.jobstream.standalone.Main;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Breaks a system of processes by a seed and judges what is left. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Kill, stop and restart every part of a system while it works, and check that it kept its promises.",
        description = {
            "",
            "Starts three brokers, a registry and all services, each in a process of its own, on free ports of this"
                    + " machine, and sends real jobs. Faults follow from the seed. At the end everything must settle,"
                    + " no job may have run twice at a time, and the log is checked.",
            "",
            "It ends with 0 when all promises were kept, 1 when not: then its directory is left, with every log.",
            ""
        })
public final class ChaosCommand implements ProgramCommand {
    private static final int VIOLATIONS_SHOWN = 20;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats a run's faults and jobs. Default: another one each time.")
    @Nullable
    Long seed;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            description = "How long there are faults. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10m")
    Duration duration = Duration.ZERO;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Jobs a second. Default: ${DEFAULT-VALUE}.",
            defaultValue = "50")
    double rate;

    @Option(
            names = "--faults-every",
            paramLabel = "DURATION",
            description = "The mean time between two faults. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5s")
    Duration faultsEvery = Duration.ZERO;

    @Option(
            names = "--faults",
            paramLabel = "KIND",
            split = ",",
            description = "What happens, separated by commas: ${COMPLETION-CANDIDATES}. Default: all.")
    Set<Fault.Kind> kinds = EnumSet.noneOf(Fault.Kind.class);

    @Option(
            names = "--members",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What the names of those begin with to whom it happens, as streams or broker-1. Default: all.")
    List<String> members = List.of();

    @Option(
            names = "--in-turn",
            description = "To one member after the other, with exactly --faults-every between, instead of by chance;"
                    + " and tells for how long dispatch paused.")
    boolean inTurn;

    @Option(
            names = "--away",
            paramLabel = "DURATION",
            description = "How long each is away. Default: by chance, mostly below 2s, below 24s when stopped.")
    @Nullable
    Duration away;

    @Option(names = "--pools", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "2")
    int pools = 2;

    @Option(
            names = "--runners",
            paramLabel = "N",
            description = "Runners of each pool. Default: ${DEFAULT-VALUE}.",
            defaultValue = "2")
    int runners = 2;

    @Option(
            names = "--standby-replicas",
            paramLabel = "N",
            description = "Copies of each store of streams beside the one in use, 0 or 1. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    int standbyReplicas = 1;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description = "Jobs that wait all the time for a runner that never comes: what a copy of streams takes"
                    + " over. They are timed out at the end. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    int backlog;

    @Option(
            names = "--broker-setting",
            paramLabel = "NAME=VALUE",
            description = "A broker setting of Kafka, instead of Jobstream's own; may be repeated.")
    List<String> brokerSettings = List.of();

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "Data, logs and evidence; must be empty. Default: a temporary one.")
    @Nullable
    Path directory;

    @Option(names = "--keep", description = "Leave the directory also when all is well.")
    boolean keep;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        problems.read(() -> settings(0, Path.of("unused")));
    }

    @Override
    public int run() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        long chosen = seed == null ? RandomGenerator.getDefault().nextLong(1_000_000) : seed;
        Path place = place();
        out.println("Seed " + chosen + ", " + rate + " jobs/s, faults for " + duration.toSeconds() + " s, in " + place);
        ChaosReport report;
        try {
            report = ChaosRun.of(settings(chosen, place), new LogJudge(out)::violations, out);
        } catch (IllegalStateException e) {
            throw new FailedException(e.getMessage() + " (" + place + ")", e);
        }
        print(out, report);
        if (report.holds() && !keep) {
            delete(place);
        } else {
            out.println("Logs, data and evidence are in " + place);
        }
        return report.holds() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    private ChaosSettings settings(long chosen, Path place) {
        Set<Fault.Kind> faults = kinds.isEmpty() ? EnumSet.allOf(Fault.Kind.class) : kinds;
        return new ChaosSettings(
                chosen,
                duration,
                rate,
                backlog,
                new FaultChoice(faultsEvery, inTurn, faults, members, Optional.ofNullable(away)),
                new FleetSettings(pools, runners, standbyReplicas, brokerSettings, program()),
                place);
    }

    /** This program, as it was started, but smaller and with the quick compiler: every process is young. */
    private static List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    private Path place() throws IOException {
        if (directory == null) {
            return Files.createTempDirectory("jobstream-chaos");
        }
        Path made = Files.createDirectories(directory.toAbsolutePath().normalize());
        try (Stream<Path> files = Files.list(made)) {
            if (files.findAny().isPresent()) {
                throw new FailedException("--directory must be empty: " + made);
            }
        }
        return made;
    }

    private static void print(PrintWriter out, ChaosReport report) {
        out.println();
        out.println(report.summary());
        if (report.holds()) {
            out.println("All promises were kept.");
        } else {
            out.println(report.violations().size() + " violations:");
            report.violations().stream().limit(VIOLATIONS_SHOWN).forEach(violation -> out.println("  " + violation));
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
