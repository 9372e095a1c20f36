// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks whose results stand in {@code docs/performance.md}. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        subcommands = {
            Dispatch.class,
            Throughput.class,
            Submissions.class,
            Flood.class,
            Listeners.class,
            Decisions.class,
            CheckLog.class
        },
        description = "Measures Jobstream on this machine.")
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks()).execute(args));
    }
}
