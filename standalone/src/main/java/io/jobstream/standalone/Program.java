// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import io.jobstream.standalone.cli.CommandLineProgram;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;

/** The whole command line. */
public final class Program {
    private Program() {}

    public static CommandLine create(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        return CommandLineProgram.create(new Jobstream(), environment, out, err);
    }
}
