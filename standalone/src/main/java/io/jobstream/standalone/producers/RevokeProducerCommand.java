// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.GatewayCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Revokes a producer. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Revoke a producer, at once and for good: what it writes from now on is refused.",
        description = "")
public final class RevokeProducerCommand extends GatewayCommand {
    @Parameters(paramLabel = "PRODUCER", description = "The producer's id.")
    String producerId = "";

    @Override
    public void check(Problems problems) {
        super.check(problems);
        Answers.checkId(producerId, problems);
    }

    @Override
    public int run() throws Exception {
        Api.Answer answer = Answers.expectOk(gateway.api(), api -> api.delete("/v1/producers/" + producerId));
        err().println("Producer " + producerId + " is revoked" + Answers.sinceWhen(answer));
        return ExitStatus.DONE;
    }
}
