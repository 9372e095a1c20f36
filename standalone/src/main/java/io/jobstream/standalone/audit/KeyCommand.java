// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.audit.notes.KeyFiles;
import io.jobstream.audit.notes.NoteKey;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the public key. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Print the public key that seals are verified with.",
        description = "")
public final class KeyCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--audit-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The key, or its public half.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Print it as the verifier key of a signed note for a seal's origin, such as"
                    + " jobstream/CLUSTER/ci.audit/0, which is a seal's first line. Default: as PEM.")
    @Nullable
    String origin;

    @Override
    public void check(Problems problems) {
        problems.read(() -> KeyFiles.verifying(Objects.requireNonNull(keyFile)));
    }

    @Override
    public int run() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        for (NoteKey key : KeyFiles.verifying(Objects.requireNonNull(keyFile))) {
            out.println(origin == null ? KeyFiles.pem(key).strip() : key.text(origin));
        }
        return ExitStatus.DONE;
    }
}
