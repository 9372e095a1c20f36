// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.client.GatewayCommand;
import picocli.CommandLine.Command;

/** Lists producers. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List the producers, gateways and revoked ones too.",
        description = "")
public final class ListProducersCommand extends GatewayCommand {
    @Override
    public int run() throws Exception {
        JsonNode items = Answers.expectOk(gateway.api(), api -> api.get("/v1/producers"))
                .body()
                .path("items");
        for (JsonNode item : items) {
            String pools = item.path("pools").isEmpty() ? "any pool" : "pools " + item.path("pools");
            out().println(item.path("producerId").asText() + "  tenant "
                    + item.path("tenant").asText() + "  " + pools + "  " + state(item));
        }
        return ExitStatus.DONE;
    }

    private static String state(JsonNode item) {
        if (item.hasNonNull("revokedAt")) {
            return "revoked " + item.path("revokedAt").asText();
        }
        return (item.hasNonNull("expiresAt") ? "until " + item.path("expiresAt").asText() : "until it is revoked")
                + (item.path("counts").asBoolean() ? "" : ", not read by the scheduler yet");
    }
}
