// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the gateway. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the gateway: takes jobs, pipelines and webhooks over HTTP.",
        description = "")
public final class IngestCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where to listen. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8080")
    int port;

    @Mixin
    BindOptions bind = new BindOptions();

    @Mixin
    AccessOptions access = new AccessOptions();

    @Mixin
    GatewayOptions gateway = new GatewayOptions();

    @Mixin
    SigningOptions signing = new SigningOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        Ports.check("--http-port", port, problems);
        bind.checkGuarded(problems);
        access.check(problems);
        access.checkAudit(bind, problems);
        gateway.check(problems);
        signing.check(problems);
    }

    @Override
    public int run() {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("ingest", kafka, Optional.of(bind.config(port)), log, err)
                .run((connection, partitions) -> Guard.start(access.settings(bind), connection, partitions)
                        .before(() -> {
                            try {
                                Ingest ingest = Ingest.start(
                                        gateway.config().withSigningKey(signing.key()), connection, partitions);
                                return Service.of(ingest.endpoints(), ingest);
                            } catch (InvalidFileException e) {
                                throw new FailedException(String.valueOf(e.getMessage()), e);
                            }
                        }));
    }
}
