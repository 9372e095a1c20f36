// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.keys;

import ch.qos.logback.classic.Level;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.KafkaOptions;
import io.jobstream.standalone.services.KeyRings;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes a key. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Revoke an API key, at once and for good.",
        description = "")
public final class RevokeKeyCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Parameters(paramLabel = "KEY", description = "The id of the key, as list shows it; never the key itself.")
    String keyId = "";

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        if (!keyId.matches("[0-9A-Za-z]{12}")) {
            problems.add("expected the id of a key: twelve letters and digits");
        }
    }

    @Override
    public int run() throws Exception {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        var command = Objects.requireNonNull(spec).commandLine();
        try (KeyRing ring = KeyRings.open(kafka, command.getErr())) {
            if (Confirmed.of(ring.revoke(keyId)) == null) {
                throw new FailedException("there is no key " + keyId);
            }
            command.getErr().println("Key " + keyId + " is revoked");
        }
        return ExitStatus.DONE;
    }
}
