// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ports.PortTakenException;
import io.jobstream.embedded.registry.EmbeddedRegistry;
import io.jobstream.embedded.registry.TopicChangeLog;
import io.jobstream.health.Health;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the embedded schema registry by itself. */
@Command(
        name = "registry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run a small schema registry, where there is no other.",
        description = {
            "",
            "It speaks Confluent's protocol as far as Jobstream uses it, and keeps the schemas in the compacted topic"
                    + " _schemas. It is the only writer of that topic: run one, and no other registry on the same"
                    + " Kafka cluster. While it is away, services go on with the schemas that they have.",
            ""
        })
public final class RegistryCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    BrokerOptions brokers = new BrokerOptions();

    @Mixin
    StartupOptions patience = new StartupOptions();

    @Option(
            names = {"--port", "--http-port"},
            paramLabel = "PORT",
            description = "Where to listen. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8081")
    int port;

    @Mixin
    BindOptions bind = new BindOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        brokers.check(problems);
        Ports.check("--port", port, problems);
        bind.check(problems);
    }

    @Override
    public int run() {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        KafkaOptions kafka = KafkaOptions.without(brokers, patience);
        return new ServiceProcess("registry", kafka, Optional.empty(), log, err)
                .runAlone(Duration.ZERO, connection -> start(connection, err));
    }

    private Service start(KafkaConnection connection, PrintWriter err) throws InterruptedException {
        EmbeddedRegistry registry = bound();
        try {
            Startup startup = new Startup(connection, patience.startupTimeout, err);
            registry.serve(startup.awaitKafka(TopicChangeLog::on));
        } catch (InterruptedException | RuntimeException e) {
            registry.close();
            throw e;
        }
        err.println("registry listens at " + registry.url());
        return Service.of(() -> Health.READY, registry);
    }

    private EmbeddedRegistry bound() {
        try {
            return EmbeddedRegistry.bind(bind.bind(), port);
        } catch (PortTakenException e) {
            throw new FailedException(e.getMessage() + " (--port)", e);
        }
    }
}
