// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import ch.qos.logback.classic.Level;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.Termination;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the product. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "See the whole of it work, on the git repository you are in, in half a minute.",
        description = {
            "",
            "Starts everything on free ports of this machine with data that ends with it, sends the push webhook that"
                    + " GitHub would send for the current commit, and follows the jobs that this starts to their end."
                    + " One fails on purpose, and a chat message tells of it. Exits 0 only if all went as it should.",
            "",
            "  jobstream demo --repository ~/src/project --script 'make test'",
            ""
        })
public final class DemoCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--repository",
            paramLabel = "PATH",
            description = "The git repository to show it on. Default: the one that you are in.",
            defaultValue = ".")
    Path repository = Path.of(".");

    @Option(
            names = "--script",
            paramLabel = "SCRIPT",
            description = "What to run on the commit, instead of the demo's own compile and test.")
    @Nullable
    String script;

    @Option(
            names = "--time-limit",
            paramLabel = "DURATION",
            description = "How long all of it may take. Default: 60s, and 15m with --script.")
    @Nullable
    Duration timeLimit;

    @Option(names = "--keep", description = "Stay up at the end, until Ctrl-C.")
    boolean keep;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        if (timeLimit != null && timeLimit.toSeconds() < 5) {
            problems.add("--time-limit must be at least 5s");
        }
        if (script != null && script.isBlank()) {
            problems.add("--script must not be empty");
        }
    }

    @Override
    public int run() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        DemoRepository found = DemoRepository.at(repository);
        DemoPipeline pipeline = DemoPipeline.of(Optional.ofNullable(script));
        Screen screen = new Screen(
                out,
                Help.Ansi.AUTO.enabled(),
                pipeline.jobs().stream().map(DemoPipeline.Job::name).toList());
        Path directory = Files.createTempDirectory("jobstream-demo-");
        Path logFile = directory.resolve("jobstream.log");
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.of(logFile));
        boolean good = false;
        try (Termination termination = Termination.expected();
                Demo demo = new Demo(found, pipeline, screen, directory, limit())) {
            demo.run();
            good = true;
            if (keep) {
                screen.say("It stays up until Ctrl-C: " + demo.uri());
                termination.awaitOr(new CompletableFuture<>());
                boolean unused = Thread.interrupted();
            }
            return ExitStatus.DONE;
        } catch (InterruptedException e) {
            throw new FailedException("interrupted", e);
        } finally {
            clean(directory, good, logFile, screen);
        }
    }

    private Duration limit() {
        if (timeLimit != null) {
            return timeLimit;
        }
        return script == null ? Duration.ofSeconds(60) : Duration.ofMinutes(15);
    }

    private static void clean(Path directory, boolean good, Path logFile, Screen screen) throws IOException {
        if (good) {
            Directories.delete(directory);
        } else {
            screen.say("The log is in " + logFile);
        }
    }
}
