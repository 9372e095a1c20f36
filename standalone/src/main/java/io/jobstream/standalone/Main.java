// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Program.create(System.getenv(), out, err).execute(args));
    }
}
