// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.cli.UserDirectories;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the Kafka Streams applications. */
@Command(
        name = "streams",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the stream processors: scheduler, status, metrics, notifications.",
        description = "")
public final class StreamsCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--applications",
            paramLabel = "NAME",
            split = ",",
            description = "Which to run, separated by commas: ${COMPLETION-CANDIDATES}. Default: all.")
    Set<StreamsChoice> applications = EnumSet.noneOf(StreamsChoice.class);

    @Option(
            names = "--instance-id",
            paramLabel = "ID",
            description =
                    "This copy's name: the same after a restart, another for each copy. Default: the host's name.")
    @Nullable
    String instanceId;

    @Option(
            names = "--state-dir",
            paramLabel = "DIRECTORY",
            description = "Where its stores are. Default: streams/ID in the user's state directory.")
    @Nullable
    Path stateDirectory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of each application. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    int threads;

    @Option(
            names = "--standby-replicas",
            paramLabel = "N",
            description = "Copies of each store that other copies of the process keep. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    int standbyReplicas;

    @Option(
            names = "--without-signatures",
            description = "Take requests that no enrolled producer has signed: whoever may write the topic may then ask"
                    + " for anyone's jobs.")
    boolean withoutSignatures;

    @Mixin
    PoolLimitOptions limits = new PoolLimitOptions();

    @Mixin
    OperationsOptions operations = new OperationsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        operations.check(problems);
        problems.read(this::settings);
        problems.read(limits::limits);
    }

    @Override
    public int run() {
        StreamsSettings settings = settings();
        Collection<StreamsChoice> chosen = applications.isEmpty() ? StreamsChoice.ALL : applications;
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("streams", kafka, operations.config(), log, err).run((connection, partitions) -> {
            StreamsApplications running = StreamsApplications.start(
                    settings,
                    connection,
                    StreamsChoice.applications(
                            chosen,
                            partitions,
                            limits.limits(),
                            withoutSignatures ? Signatures.NOT_REQUIRED : Signatures.REQUIRED));
            return Service.of(running::health, running);
        });
    }

    private StreamsSettings settings() {
        String id = instanceId == null ? hostName() : instanceId;
        Path directory = stateDirectory == null
                ? UserDirectories.state(System.getenv()).resolve("streams").resolve(id)
                : stateDirectory;
        return new StreamsSettings(directory, id, threads, standbyReplicas, StreamsSettings.ROCKS_DB_BYTES_DEFAULT);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
