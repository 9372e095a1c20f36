// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import ch.qos.logback.classic.Level;
import io.jobstream.audit.verification.CopyFile;
import io.jobstream.audit.verification.KafkaCopy;
import io.jobstream.audit.verification.UnreadableCopyException;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.ConnectionOptions;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the audit into a file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Copy records and seals into a file that can be verified without Kafka.",
        description = {"", "Personal data stays encrypted in it, and no key is.", ""})
public final class ExportCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ConnectionOptions kafka = new ConnectionOptions();

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "Where to; JSON lines.")
    @Nullable
    Path to;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
    }

    @Override
    public int run() throws IOException {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        try (Writer out = Files.newBufferedWriter(Objects.requireNonNull(to))) {
            CopyFile.write(new KafkaCopy(kafka.connection(), Instant.now()), out);
        } catch (UnreadableCopyException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
        Objects.requireNonNull(spec).commandLine().getErr().println("Exported to " + to);
        return ExitStatus.DONE;
    }
}
