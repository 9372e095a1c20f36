// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.checking;

import ch.qos.logback.classic.Level;
import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Report;
import io.jobstream.check.ReportText;
import io.jobstream.check.reading.UnreadableException;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.ConnectionOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves the promises from the log alone. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Does a cluster's log keep the promises?",
        description = {
            "",
            "Reads the topics and checks every fact. Shares no code with what wrote them.",
            "Exit status: 0 it holds, 1 it does not, 2 it could not be read.",
            ""
        })
public final class CheckCommand implements ProgramCommand {
    /** As {@code diff} and {@code grep} have it. */
    static final int COULD_NOT_READ = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ConnectionOptions kafka = new ConnectionOptions();

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Read facts from this instant on, such as 2026-03-01T12:00:00Z. Default: from the beginning.")
    @Nullable
    Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Read facts before this instant. Default: all.")
    @Nullable
    Instant to;

    @Option(
            names = "--complete",
            description = "Everything must have ended: a pending request, a job without an outcome and a view that is"
                    + " behind are violations.")
    boolean complete;

    @Option(names = "--json", description = "Print the report as JSON.")
    boolean json;

    @Option(
            names = "--violations-max",
            paramLabel = "N",
            description = "How many violations to show; all are counted. Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + CheckOptions.VIOLATIONS_MAX_DEFAULT)
    int violationsMax;

    @Option(
            names = "--jobs-max",
            paramLabel = "N",
            description = "How many jobs to remember, at some 60 bytes each; of more, the oldest are forgotten."
                    + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + CheckOptions.JOBS_MAX_DEFAULT)
    long jobsMax;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        if (violationsMax < 1) {
            problems.add("--violations-max must be at least 1: " + violationsMax);
        }
        if (jobsMax < 1) {
            problems.add("--jobs-max must be at least 1: " + jobsMax);
        }
        if (from != null && to != null && !from.isBefore(to)) {
            problems.add("--from must be before --to");
        }
        if (complete && to != null) {
            problems.add("expected --complete or --to, not both: what is cut off is not complete");
        }
    }

    @Override
    public int run() {
        // A broker that is away is told once, below.
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try {
            Report report = Check.run(
                    kafka.connection(),
                    new CheckOptions(from, to, complete, violationsMax, jobsMax),
                    new ProgressLines(err, System::nanoTime));
            (json ? ReportJson.of(report).lines().toList() : ReportText.of(report)).forEach(out::println);
            return report.holds() ? ExitStatus.DONE : ExitStatus.FAILED;
        } catch (UnreadableException e) {
            err.println(Objects.requireNonNull(spec).qualifiedName() + ": " + e.getMessage() + " (" + kafka.connection()
                    + ")");
            return COULD_NOT_READ;
        }
    }
}
