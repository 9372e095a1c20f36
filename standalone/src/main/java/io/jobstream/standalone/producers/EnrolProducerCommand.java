// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.signatures.VerificationKey;
import io.jobstream.standalone.cli.DurationText;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.GatewayCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Enrols a producer. */
@Command(
        name = "enrol",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Let a producer write requests of a tenant.",
        description = "")
public final class EnrolProducerCommand extends GatewayCommand {
    private static final String NEVER = "never";

    @Parameters(paramLabel = "PRODUCER", description = "What its signatures call it.")
    String producerId = "";

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            required = true,
            description = "Its Ed25519 public key, in PEM; never the private one.")
    Path publicKey = Path.of("");

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            required = true,
            description = "Whose jobs it may ask for, or '*' for anybody's.")
    String tenant = "";

    @Option(
            names = "--pool",
            paramLabel = "POOL[,...]",
            split = ",",
            description = "The pools that it may ask in. Default: any.")
    List<String> pools = new ArrayList<>();

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            description = "How long it is enrolled, or 'never' for no end. Default: ${DEFAULT-VALUE}.",
            defaultValue = "90d")
    String validFor = "";

    @Override
    public void check(Problems problems) {
        super.check(problems);
        Answers.checkId(producerId, problems);
        problems.read(this::key);
        problems.read(() -> end(Instant.now()));
    }

    @Override
    public int run() throws Exception {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("publicKey", key().text()).put("tenant", tenant).put("expiresAt", end(Instant.now()));
        pools.forEach(body.putArray("pools")::add);
        Api.Answer answer = Answers.expectOk(gateway.api(), api -> api.put("/v1/producers/" + producerId, body));
        err().println("Producer " + producerId + " is enrolled for tenant " + tenant + Answers.sinceWhen(answer));
        return ExitStatus.DONE;
    }

    private VerificationKey key() {
        try {
            return VerificationKey.parse(Files.readString(publicKey));
        } catch (IOException e) {
            throw new IllegalArgumentException("--public-key " + publicKey + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--public-key " + publicKey + ": " + e.getMessage(), e);
        }
    }

    private String end(Instant now) {
        try {
            return validFor.equals(NEVER)
                    ? NEVER
                    : now.plus(DurationText.parse(validFor)).toString();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("--valid-for: expected a duration such as 90d, or never", e);
        }
    }
}
