// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import io.jobstream.signatures.SigningKey;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.ProgramCommand;
import io.jobstream.standalone.local.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a pair of keys. */
@Command(
        name = "new-key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make a pair of Ed25519 keys: the private one for the producer alone, the public one to enrol.",
        description = "")
public final class NewKeyCommand implements ProgramCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Where the private key goes, PKCS #8 in PEM; the public one goes to FILE.pub.")
    Path file = Path.of("");

    @Mixin
    LogOptions log = new LogOptions();

    @Override
    public void check(Problems problems) {
        if (Files.exists(file) || Files.exists(publicFile())) {
            problems.add("--out " + file + " or " + publicFile() + " is there already");
        }
    }

    @Override
    public int run() {
        try {
            SigningKey key = new KeyFile(file).make();
            Files.writeString(publicFile(), key.verificationKey().pem());
        } catch (IOException e) {
            throw new FailedException("--out " + file + " cannot be written: " + e, e);
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getErr()
                .println("The private key is in " + file + ", the public one in " + publicFile());
        return ExitStatus.DONE;
    }

    private Path publicFile() {
        return Path.of(file + ".pub");
    }
}
