// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Drains a runner. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Drain a runner: it finishes what it has, is given nothing more, and leaves.",
        description = {
            "",
            "With --wait it ends when the runner has left, however long its jobs take. A runner that is started again"
                    + " takes work again.",
            ""
        })
public final class DrainCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ServerOptions servers = new ServerOptions();

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            description = "The runner's pool. Default: ${DEFAULT-VALUE}.",
            defaultValue = "default")
    String pool = "default";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the runner's log.", defaultValue = "")
    String reason = "";

    @Option(
            names = {"-w", "--wait"},
            description = "Stay until it has left; fails when the pool has no such runner.")
    boolean wait;

    @Mixin
    LogOptions log = new LogOptions();

    @Parameters(paramLabel = "RUNNER", description = "The runner's name.")
    String runner = "";

    @Override
    public void check(Problems problems) {
        servers.check(problems);
        if (runner.isBlank()) {
            problems.add("expected a runner");
        }
    }

    @Override
    public int run() throws Exception {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        Draining draining = new Draining(servers, pool, runner, err);
        if (wait) {
            String session = draining.session();
            draining.ask(session, reason);
            draining.awaitGone(session);
            err.println("runner " + runner + " has left");
        } else {
            draining.ask(null, reason);
            err.println("runner " + runner + " is asked to leave");
        }
        return ExitStatus.DONE;
    }
}
