// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.client.GatewayCommand;
import io.jobstream.standalone.client.Posting;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a rule back. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Delete a trigger rule that was laid down; one of the gateway's file is deleted there.",
        description = "")
public final class DeleteTriggerCommand extends GatewayCommand {
    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Whose rule it is. Default: the credential's only tenant, else default.")
    @Nullable
    String tenant;

    @Parameters(paramLabel = "NAME", description = "The rule's name.")
    String name = "";

    @Override
    public void check(Problems problems) {
        super.check(problems);
        if (name.isBlank()) {
            problems.add("expected a rule's name");
        }
    }

    @Override
    public int run() throws Exception {
        posting()
                .post(new Posting.Wish(
                        "DELETE",
                        "/v1/triggers/" + encoded(name) + (tenant == null ? "" : "?tenant=" + encoded(tenant)),
                        null,
                        Map.of(),
                        "the end of rule " + name,
                        "Asking again does no harm"));
        out().println(name + " deleted");
        return ExitStatus.DONE;
    }
}
