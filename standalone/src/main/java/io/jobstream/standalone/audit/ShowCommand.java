// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import ch.qos.logback.classic.Level;
import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.KafkaOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the audit. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Print what the audit recorded, with who it was where that was not erased.",
        description = "")
public final class ShowCommand implements ProgramCommand {
    private static final String ERASED = "(erased)";

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KekOptions kek = new KekOptions();

    @Option(
            names = "--subject",
            paramLabel = "SUBJECT",
            description = "Only this one's, such as key:4TqZ0aXb9PmE. Default: everyone's.")
    @Nullable
    String subject;

    @Option(names = "--since", paramLabel = "INSTANT", description = "From this instant on. Default: all.")
    @Nullable
    Instant since;

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
        PrintWriter out = command.getOut();
        try (OpenedAudit audit = OpenedAudit.open(kafka, kek.key(), command.getErr())) {
            audit.read(since == null ? Instant.EPOCH : since, (event, who) -> {
                if (subject == null
                        || who.filter(known -> known.subject().equals(subject)).isPresent()) {
                    out.println(line(event, who));
                }
            });
        }
        return ExitStatus.DONE;
    }

    private static String line(AuditEvent event, Optional<PersonalData> who) {
        boolean personal = event.getPersonal() != null;
        return String.join(
                "  ",
                event.getAt().toString(),
                event.getPhase().name(),
                event.getOutcome().name(),
                event.getStatus() == null ? "-" : event.getStatus().toString(),
                who.map(PersonalData::subject).orElse(personal ? ERASED + " " + event.getActor() : event.getActor()),
                who.map(PersonalData::address).orElse(personal ? ERASED : "-"),
                event.getCount() > 1 || event.getRoute().isEmpty()
                        ? event.getCount() + " requests"
                        : event.getMethod() + " " + event.getRoute(),
                text(event.getTarget()),
                text(event.getTenant()),
                text(event.getRequestId()));
    }

    private static String text(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
