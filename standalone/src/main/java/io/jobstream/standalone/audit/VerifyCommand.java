// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import ch.qos.logback.classic.Level;
import io.jobstream.audit.notes.KeyFiles;
import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.audit.verification.AuditCopy;
import io.jobstream.audit.verification.Bounds;
import io.jobstream.audit.verification.CopyFile;
import io.jobstream.audit.verification.Finding;
import io.jobstream.audit.verification.KafkaCopy;
import io.jobstream.audit.verification.KeptSeals;
import io.jobstream.audit.verification.PartitionReport;
import io.jobstream.audit.verification.UnreadableCopyException;
import io.jobstream.audit.verification.Verification;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.ConnectionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the audit hold? */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Compute all seals of the audit again, and name each range that does not hold.",
        description = {
            "",
            "Needs the public key only, and no Kafka where it is given an export.",
            "Exit status: 0 it holds, 1 it does not, 2 it could not be read.",
            ""
        })
public final class VerifyCommand implements ProgramCommand {
    /** As {@code check} has it. */
    static final int COULD_NOT_READ = 2;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ConnectionOptions kafka = new ConnectionOptions();

    @Option(names = "--from", paramLabel = "FILE", description = "Verify an export instead of a cluster.")
    @Nullable
    Path from;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            required = true,
            description = "PEM file of the public keys whose seals are believed.")
    @Nullable
    Path publicKey;

    @Option(
            names = "--remember",
            paramLabel = "FILE",
            description = "Keep the newest seals in this file, and expect those of the last time: what shows that log"
                    + " and seals were cut off together.")
    @Nullable
    Path remember;

    @Option(
            names = "--kept-for",
            paramLabel = "DURATION",
            description = "The retention of ci.audit: what is missing and older is no violation. Default:"
                    + " ${DEFAULT-VALUE}.",
            defaultValue = "400d")
    Duration keptFor = Bounds.KEPT_FOR_DEFAULT;

    @Option(
            names = "--sealed-within",
            paramLabel = "DURATION",
            description = "Records that are older and have no seal are a violation. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30s")
    Duration sealedWithin = Bounds.SEALED_WITHIN_DEFAULT;

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        problems.read(this::keys);
        problems.read(this::kept);
    }

    @Override
    public int run() throws IOException {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        var command = Objects.requireNonNull(spec).commandLine();
        try {
            AuditCopy copy = from == null ? new KafkaCopy(kafka.connection(), Instant.now()) : CopyFile.open(from);
            List<PartitionReport> reports =
                    new Verification(keys(), kept()).of(copy, new Bounds(copy.takenAt(), keptFor, sealedWithin));
            if (remember != null) {
                KeptSeals.write(remember, reports);
            }
            return tell(reports, command.getOut()) ? ExitStatus.DONE : ExitStatus.FAILED;
        } catch (UnreadableCopyException e) {
            command.getErr().println(Objects.requireNonNull(spec).qualifiedName() + ": " + e.getMessage());
            return COULD_NOT_READ;
        }
    }

    private static boolean tell(List<PartitionReport> reports, PrintWriter out) {
        List<Finding> findings =
                reports.stream().flatMap(report -> report.findings().stream()).toList();
        findings.forEach(out::println);
        long verified = reports.stream().mapToLong(PartitionReport::verified).sum();
        long unread = reports.stream().mapToLong(PartitionReport::unread).sum();
        long unsealed = reports.stream().mapToLong(PartitionReport::unsealed).sum();
        out.println((findings.isEmpty() ? "The audit holds: " : "THE AUDIT DOES NOT HOLD: ")
                + verified + " records are as they were sealed, in " + reports.size() + " partitions; " + unread
                + " were taken by retention, " + unsealed + " wait for their seal, " + findings.size()
                + " ranges do not hold");
        return findings.isEmpty();
    }

    private List<NoteKey> keys() {
        return KeyFiles.verifying(Objects.requireNonNull(publicKey));
    }

    private Map<Integer, Checkpoint> kept() {
        return remember == null ? Map.of() : KeptSeals.read(remember, keys());
    }
}
