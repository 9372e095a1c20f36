// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import picocli.CommandLine.Option;

/** How much is logged. */
public final class LogOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Log in detail on the console. Default: warnings only.")
    boolean verbose;

    public boolean verbose() {
        return verbose;
    }
}
