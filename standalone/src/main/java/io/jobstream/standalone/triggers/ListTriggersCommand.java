// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.GatewayCommand;
import picocli.CommandLine.Command;

/** Lists rules. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List the trigger rules that the credential may see.",
        description = "")
public final class ListTriggersCommand extends GatewayCommand {
    private static final String LINE = "%-30s  %-12s  %-6s  %-12s  %s%n";

    @Override
    public int run() throws Exception {
        Api.Answer answer = gateway.api().get("/v1/triggers");
        if (!answer.ok()) {
            throw new FailedException("The rules cannot be listed: " + answer.problem());
        }
        out().printf(LINE, "RULE", "ON", "SOURCE", "IN FORCE", "NEXT");
        for (JsonNode rule : answer.body().path("items")) {
            out().printf(
                            LINE,
                            rule.path("rule").asText(),
                            rule.at("/document/on").asText(),
                            rule.path("source").asText(),
                            rule.path("inForce").asBoolean() ? "yes" : "no",
                            rule.path("nextAt").asText());
        }
        return ExitStatus.DONE;
    }
}
