// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.GatewayAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes a producer. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Revoke a producer, at once and for good: what it writes from now on is refused.",
        description = "")
public final class RevokeProducerCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    GatewayAddress gateway = new GatewayAddress();

    @Parameters(paramLabel = "PRODUCER", description = "The producer's id.")
    String producerId = "";

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        gateway.check(problems);
        Answers.checkId(producerId, problems);
    }

    @Override
    public int run() throws Exception {
        Api.Answer answer = Answers.expectOk(gateway.api(), api -> api.delete("/v1/producers/" + producerId));
        Objects.requireNonNull(spec)
                .commandLine()
                .getErr()
                .println("Producer " + producerId + " is revoked" + Answers.sinceWhen(answer));
        return ExitStatus.DONE;
    }
}
