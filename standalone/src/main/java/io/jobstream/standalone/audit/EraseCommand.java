// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import ch.qos.logback.classic.Level;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.KafkaOptions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases a subject's personal data. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Erase a subject's personal data from the audit, for ever; what happened stays, and its seals hold.",
        description = "")
public final class EraseCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KekOptions kek = new KekOptions();

    @Parameters(
            paramLabel = "SUBJECT",
            description = "Who, such as key:4TqZ0aXb9PmE, token:https://issuer#subject, or strangers:2026-03-01 for all"
                    + " that nobody knew that day.")
    String subject = "";

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        kek.check(problems);
    }

    @Override
    public int run() throws Exception {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        var command = Objects.requireNonNull(spec).commandLine();
        try (OpenedAudit audit = OpenedAudit.open(kafka, kek.key(), command.getErr())) {
            int erased = audit.erase(subject);
            if (erased == 0) {
                throw new FailedException("The audit has no key of " + subject);
            }
            command.getOut()
                    .println("Erased " + erased + (erased == 1 ? " key" : " keys") + " of " + subject
                            + "; brokers delete them from their disks within about a day");
        }
        return ExitStatus.DONE;
    }
}
