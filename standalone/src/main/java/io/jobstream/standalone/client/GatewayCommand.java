// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks something of a gateway. */
public abstract class GatewayCommand implements ProgramCommand {
    @Spec
    @Nullable
    private CommandSpec spec;

    @Mixin
    protected GatewayAddress gateway = new GatewayAddress();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        gateway.check(problems);
    }

    protected final PrintWriter out() {
        return commandLine().getOut();
    }

    protected final PrintWriter err() {
        return commandLine().getErr();
    }

    /** Asks until the gateway answers, or patience is over. */
    protected final Posting posting() {
        return gateway.posting(err());
    }

    /** A text as a part of a path or a query. */
    protected static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
