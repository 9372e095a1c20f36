// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.ProgramCommand;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the audit's keys. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make the audit's keys, as far as a directory does not have them.",
        description = "")
public final class InitCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where they are kept; only this user can read the secret ones.")
    @Nullable
    Path directory;

    @Override
    public int run() {
        AuditKeys keys = AuditKeys.in(Objects.requireNonNull(directory));
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("for gateways, --audit-kek-file      " + keys.kekFile());
        out.println("for the sealer, --audit-key-file    " + keys.signingFile());
        out.println("for everyone, --public-key          " + keys.publicFile());
        return ExitStatus.DONE;
    }
}
