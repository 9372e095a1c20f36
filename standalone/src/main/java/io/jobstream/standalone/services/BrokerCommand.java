// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import ch.qos.logback.classic.Level;
import io.jobstream.embedded.broker.DataDirectoryInUseException;
import io.jobstream.embedded.broker.EmbeddedKafka;
import io.jobstream.embedded.broker.KafkaSettings;
import io.jobstream.embedded.broker.Quorum;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one of the brokers of a small cluster. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run one Kafka broker of a small cluster on this machine, to try what happens when one dies.",
        description = {
            "",
            "Every broker is a controller too; records are on three of them, where there are so many. For production"
                    + " use Kafka itself.",
            ""
        })
public final class BrokerCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--node-id", paramLabel = "N", required = true, description = "Which of the controllers this is.")
    int nodeId;

    @Option(
            names = "--controllers",
            paramLabel = "ID:PORT",
            split = ",",
            required = true,
            description = "All controllers and their ports on this machine, the same for each: 1:9191,2:9192,3:9193.")
    String[] controllers = {};

    @Option(
            names = "--cluster-id",
            paramLabel = "ID",
            required = true,
            description = "The same for each: 22 characters of base64, as Kafka has it.")
    String clusterId = "";

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "For clients, on loopback. Default: ${DEFAULT-VALUE}; 0 takes a free one.",
            defaultValue = "9092")
    int port;

    @Option(names = "--data", paramLabel = "DIRECTORY", required = true, description = "Where its data is kept.")
    @Nullable
    Path data;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A broker setting of Kafka, instead of Jobstream's own; may be repeated.")
    Map<String, String> settings = new TreeMap<>();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        Ports.check("--kafka-port", port, problems);
        problems.read(this::quorum).ifPresent(quorum -> {
            if (!quorum.controllerPorts().containsKey(nodeId)) {
                problems.add("--node-id must be one of --controllers: " + nodeId);
            }
        });
    }

    @Override
    public int run() {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.WARN, Optional.empty());
        Ports.requireFree("--kafka-port", "127.0.0.1", port);
        KafkaSettings chosen = KafkaSettings.member(nodeId, quorum(), Objects.requireNonNull(data), port);
        for (Map.Entry<String, String> each : settings.entrySet()) {
            chosen = chosen.with(each.getKey(), each.getValue());
        }
        try (Termination termination = Termination.expected();
                EmbeddedKafka kafka = EmbeddedKafka.start(chosen)) {
            err.println("broker runs at " + kafka.bootstrapServers());
            termination.awaitOr(new CompletableFuture<>());
            boolean unused = Thread.interrupted();
        } catch (DataDirectoryInUseException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
        return ExitStatus.DONE;
    }

    private Quorum quorum() {
        Map<Integer, Integer> ports = new TreeMap<>();
        for (String controller : controllers) {
            String[] words = controller.split(":", -1);
            try {
                ports.put(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "--controllers must be ID:PORT, separated by commas: " + controller, e);
            }
        }
        try {
            return new Quorum(clusterId, ports);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--cluster-id must be 22 characters of base64: " + clusterId, e);
        }
    }
}
