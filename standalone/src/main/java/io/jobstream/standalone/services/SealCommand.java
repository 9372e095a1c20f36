// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.audit.notes.KeyFiles;
import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.sealing.Sealer;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the sealer. */
@Command(
        name = "seal",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the sealer: signs what the audit records, within a second.",
        description = {"", "Several may run: they share the partitions.", ""})
public final class SealCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--audit-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The key to sign with, as 'jobstream audit init' makes it.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--audit-earlier-key",
            paramLabel = "FILE",
            description = "Public keys that signed before this one did.")
    @Nullable
    Path earlierKey;

    @Mixin
    OperationsOptions operations = new OperationsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        operations.check(problems);
        if (keyFile != null) {
            Path file = keyFile;
            problems.read(() -> KeyFiles.signing(file));
        }
        problems.read(this::earlier);
    }

    @Override
    public int run() {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        return new ServiceProcess("audit sealer", kafka, operations.config(), log, err)
                .run((connection, partitions) -> {
                    Sealer sealer =
                            Sealer.start(connection, KeyFiles.signing(Objects.requireNonNull(keyFile)), earlier());
                    return Service.of(sealer::health, sealer);
                });
    }

    private List<NoteKey> earlier() {
        return earlierKey == null ? List.of() : KeyFiles.verifying(earlierKey);
    }
}
