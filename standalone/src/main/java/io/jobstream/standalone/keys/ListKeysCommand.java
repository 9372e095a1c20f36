// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.keys;

import ch.qos.logback.classic.Level;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.schemas.ApiKey;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.KafkaOptions;
import io.jobstream.standalone.services.KeyRings;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists keys. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "List all API keys with their last use, the newest first.",
        description = "")
public final class ListKeysCommand implements ProgramCommand {
    private static final String LINE = "%-12s  %-8s  %-20s  %-20s  %-20s  %-12s  %s  %s%n";

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
    }

    @Override
    public int run() throws Exception {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        var command = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = command.getOut();
        try (KeyRing ring = KeyRings.open(kafka, command.getErr())) {
            out.printf(LINE, "KEY", "STATE", "CREATED", "EXPIRES", "LAST USED", "TENANTS", "SCOPES", "NAME");
            for (ApiKey key : ring.list()) {
                out.printf(
                        LINE,
                        key.getKeyId(),
                        state(key, Instant.now()),
                        time(key.getCreatedAt()),
                        key.getExpiresAt() == null ? "never" : time(key.getExpiresAt()),
                        ring.lastUse(key.getKeyId()).map(ListKeysCommand::time).orElse("never"),
                        String.join(",", key.getTenants()),
                        String.join(",", key.getScopes()),
                        key.getName());
            }
        }
        return ExitStatus.DONE;
    }

    private static String state(ApiKey key, Instant now) {
        if (key.getRevokedAt() != null) {
            return "revoked";
        }
        return KeyRing.isGood(key, now) ? "good" : "expired";
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
