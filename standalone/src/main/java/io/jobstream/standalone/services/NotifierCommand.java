// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.notifier.Notifier;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the notifier. */
@Command(
        name = "notifier",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the notifier: tells chat and webhooks of failures and recoveries.",
        description = "")
public final class NotifierCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--notifier-config", paramLabel = "FILE", required = true, description = "YAML file of receivers.")
    @Nullable
    Path config;

    @Mixin
    OperationsOptions operations = new OperationsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        operations.check(problems);
        if (config != null) {
            problems.read(this::config);
        }
    }

    @Override
    public int run() {
        NotifierConfig receivers = config();
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("notifier", kafka, operations.config(), log, err).run((connection, partitions) -> {
            Notifier notifier = Notifier.start(receivers, connection, partitions);
            return Service.of(notifier::health, notifier);
        });
    }

    private NotifierConfig config() {
        return NotifierConfig.read(Objects.requireNonNull(config), System.getenv());
    }
}
