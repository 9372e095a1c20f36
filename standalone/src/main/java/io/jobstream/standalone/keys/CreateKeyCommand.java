// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.keys;

import ch.qos.logback.classic.Level;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.http.keys.NewKeyReader;
import io.jobstream.standalone.cli.DurationText;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.services.KafkaOptions;
import io.jobstream.standalone.services.KeyRings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make an API key and print it, this once.",
        description = "")
public final class CreateKeyCommand implements ProgramCommand {
    private static final String NEVER = "never";

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--name", paramLabel = "TEXT", required = true, description = "What it is for.")
    String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE[,...]",
            split = ",",
            required = true,
            description =
                    "What it allows: jobs:read, jobs:write, logs:read, pools:admin, tenants:admin, producers:admin,"
                            + " triggers:admin, keys:admin, analytics:sql, metrics:read; or all.")
    List<String> scopes = new ArrayList<>();

    @Option(
            names = "--tenant",
            paramLabel = "TENANT[,...]",
            split = ",",
            required = true,
            description = "The tenants that it is good for, or '*' for all.")
    List<String> tenants = new ArrayList<>();

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            description = "How long it is good, or 'never' for no end. Default: ${DEFAULT-VALUE}.",
            defaultValue = "90d")
    String validFor = "";

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        kafka.check(problems);
        if (name.isBlank() || name.length() > 128) {
            problems.add("--name must have 1 to 128 characters");
        }
        problems.read(this::chosenScopes);
        tenants.stream()
                .filter(tenant -> !NewKeyReader.isTenant(tenant))
                .forEach(tenant -> problems.add("--tenant " + tenant + " cannot be a tenant"));
        problems.read(() -> end(Instant.now()));
    }

    @Override
    public int run() throws Exception {
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.ERROR, Optional.empty());
        var command = Objects.requireNonNull(spec).commandLine();
        NewKey wanted = new NewKey(
                name.strip(),
                chosenScopes(),
                Tenants.of(tenants),
                end(Instant.now()).orElse(null));
        try (KeyRing ring = KeyRings.open(kafka, command.getErr())) {
            KeyRing.Made made = Confirmed.of(ring.make(wanted, "command line"));
            command.getErr()
                    .println("Key " + made.key().getKeyId() + " for " + wanted.name() + ", good "
                            + (wanted.expiresAt() == null ? "until it is revoked" : "until " + wanted.expiresAt())
                            + "; it is shown this once:");
            command.getOut().println(made.text().text());
        }
        return ExitStatus.DONE;
    }

    private Set<Scope> chosenScopes() {
        if (scopes.contains("all")) {
            return Scope.ALL;
        }
        Set<Scope> chosen = EnumSet.noneOf(Scope.class);
        for (String word : scopes) {
            chosen.add(Scope.of(word)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--scope " + word + " is none: expected all, or some of " + Scope.words())));
        }
        return chosen;
    }

    private Optional<Instant> end(Instant now) {
        try {
            return validFor.equals(NEVER) ? Optional.empty() : Optional.of(now.plus(DurationText.parse(validFor)));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("--valid-for: expected a duration such as 90d, or never", e);
        }
    }
}
