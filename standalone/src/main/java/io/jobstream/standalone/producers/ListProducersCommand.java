// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.client.GatewayAddress;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists producers. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List the producers, gateways and revoked ones too.",
        description = "")
public final class ListProducersCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    GatewayAddress gateway = new GatewayAddress();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        gateway.check(problems);
    }

    @Override
    public int run() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode items = Answers.expectOk(gateway.api(), api -> api.get("/v1/producers"))
                .body()
                .path("items");
        for (JsonNode item : items) {
            String pools = item.path("pools").isEmpty() ? "any pool" : "pools " + item.path("pools");
            out.println(item.path("producerId").asText() + "  tenant "
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
