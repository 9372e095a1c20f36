// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.client.GatewayAddress;
import io.jobstream.standalone.client.Posting;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a rule back. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Delete a trigger rule that was laid down; one of the gateway's file is deleted there.",
        description = "")
public final class DeleteTriggerCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    GatewayAddress gateway = new GatewayAddress();

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Whose rule it is. Default: the credential's only tenant, else default.")
    @Nullable
    String tenant;

    @Mixin
    LogOptions log = new LogOptions();

    @Parameters(paramLabel = "NAME", description = "The rule's name.")
    String name = "";

    @Override
    public void check(Problems problems) {
        gateway.check(problems);
        if (name.isBlank()) {
            problems.add("expected a rule's name");
        }
    }

    @Override
    public int run() throws Exception {
        var command = Objects.requireNonNull(spec).commandLine();
        gateway.posting(command.getErr())
                .post(new Posting.Wish(
                        "DELETE",
                        "/v1/triggers/" + encoded(name) + (tenant == null ? "" : "?tenant=" + encoded(tenant)),
                        null,
                        Map.of(),
                        "the end of rule " + name,
                        "Asking again does no harm"));
        command.getOut().println(name + " deleted");
        return ExitStatus.DONE;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
