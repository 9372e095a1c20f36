// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.everything;

import ch.qos.logback.classic.Level;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.broker.DataDirectoryInUseException;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.standalone.audit.AuditKeys;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.cli.UserDirectories;
import io.jobstream.standalone.local.LocalKey;
import io.jobstream.standalone.services.AccessOptions;
import io.jobstream.standalone.services.BindOptions;
import io.jobstream.standalone.services.GatewayOptions;
import io.jobstream.standalone.services.Ports;
import io.jobstream.standalone.services.Termination;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs everything in one process. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run everything in one process and stay: broker, registry, all services and runners.",
        description = {
            "",
            "What is in the data directory stays: stop it, kill it, start it again, and nothing is lost. Jobs run on"
                    + " this machine as this user.",
            ""
        })
public final class UpCommand implements ProgramCommand {
    private static final String LOOPBACK = "127.0.0.1";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description = "Where data is kept. Default: $XDG_STATE_HOME/jobstream, else ~/.local/state/jobstream.")
    @Nullable
    Path data;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "HTTP interface and dashboard. Default: ${DEFAULT-VALUE}; 0 takes a free one.",
            defaultValue = "8080")
    int httpPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Kafka, on loopback. Default: ${DEFAULT-VALUE}; 0 takes a free one.",
            defaultValue = "9092")
    int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Schema registry, on loopback. Default: ${DEFAULT-VALUE}; 0 takes a free one.",
            defaultValue = "8081")
    int registryPort;

    @Option(
            names = "--runners",
            paramLabel = "N",
            description = "Runners in this process, one slot each, in the pool default. Default: ${DEFAULT-VALUE}.",
            defaultValue = "2")
    int runners;

    @Mixin
    BindOptions bind = new BindOptions();

    @Mixin
    AccessOptions access = new AccessOptions();

    @Mixin
    GatewayOptions gateway = new GatewayOptions();

    @Option(
            names = "--notifier-config",
            paramLabel = "FILE",
            description = "YAML file of those who are told of failures and recoveries. Default: nobody.")
    @Nullable
    Path notifierConfig;

    @Option(
            names = "--startup-timeout",
            paramLabel = "DURATION",
            description = "How long the start may take. Default: ${DEFAULT-VALUE}.",
            defaultValue = "120s")
    Duration startupTimeout = Duration.ZERO;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        Ports.check("--http-port", httpPort, problems);
        Ports.check("--kafka-port", kafkaPort, problems);
        Ports.check("--registry-port", registryPort, problems);
        if (runners < 0 || runners > 64) {
            problems.add("--runners must be 0 to 64: " + runners);
        }
        bind.checkGuarded(problems);
        access.check(problems);
        gateway.check(problems);
        problems.read(this::notifier);
    }

    @Override
    public int run() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Ports.requireFree("--http-port", bind.bind(), httpPort);
        Ports.requireFree("--kafka-port", LOOPBACK, kafkaPort);
        Ports.requireFree("--registry-port", LOOPBACK, registryPort);
        Path directory = directory();
        Path logFile = directory.resolve("jobstream.log");
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.WARN, Optional.of(logFile));
        out.println("Starting Jobstream with its data in " + directory);
        try (Termination termination = Termination.expected();
                Everything everything = start(directory)) {
            everything.awaitReady(startupTimeout);
            LocalKey local = new LocalKey(directory);
            FirstKey firstKey = FirstKey.of(everything, local);
            try (AutoCloseable serving = local.serving(everything.uri())) {
                print(out, everything, logFile, firstKey);
                termination.awaitOr(new CompletableFuture<>());
                boolean unused = Thread.interrupted();
                out.println("Stopping");
            }
        } catch (InterruptedException e) {
            out.println("Stopping before everything was ready");
        }
        return ExitStatus.DONE;
    }

    private Everything start(Path directory) {
        AuditKeys audit = AuditKeys.in(directory.resolve("audit"));
        try {
            return Everything.start(new Everything.Settings(
                    ClusterSettings.keeping(directory.resolve("kafka"), kafkaPort, registryPort),
                    directory,
                    bind.config(httpPort),
                    gateway.config(),
                    runners,
                    notifier(),
                    access.settings(bind, audit.kekFile()),
                    audit.signing()));
        } catch (DataDirectoryInUseException | InvalidFileException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private NotifierConfig notifier() {
        NotifierConfig config =
                notifierConfig == null ? NotifierConfig.NONE : NotifierConfig.read(notifierConfig, System.getenv());
        return httpPort == 0 ? config : config.withDashboardDefault(URI.create("http://" + LOOPBACK + ":" + httpPort));
    }

    private Path directory() throws IOException {
        Path chosen = data == null ? UserDirectories.state(System.getenv()) : data;
        try {
            return Files.createDirectories(chosen.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new FailedException("--data " + chosen + " cannot be made: " + e, e);
        }
    }

    private void print(PrintWriter out, Everything everything, Path logFile, FirstKey key) {
        URI uri = everything.uri();
        String options = (uri.getPort() == 8080 ? "" : " --server " + uri)
                + (data == null || key.absent() ? "" : " --token-file " + key.file());
        out.println();
        out.println("Jobstream is up. Ctrl-C stops it; its data stays.");
        out.println("  dashboard        " + uri);
        out.println("  Kafka            " + everything.connection().bootstrapServers());
        out.println("  schema registry  " + everything.connection().schemaRegistryUrl());
        out.println("  log              " + logFile);
        key.lines(uri).forEach(out::println);
        out.println();
        out.println("Next:  ./jobstream submit" + options + " --wait -- 'echo hello from $(hostname)'");
    }
}
