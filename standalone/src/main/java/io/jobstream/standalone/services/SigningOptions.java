// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.signatures.SigningKey;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.UserDirectories;
import io.jobstream.standalone.local.KeyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the gateway signs with. */
public final class SigningOptions {
    /** What the key of a gateway is called where nothing is said. */
    public static final String FILE_DEFAULT = "gateway-signing.key";

    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            description = "The Ed25519 private key that signs what is accepted, PKCS #8 in PEM; copies may share it."
                    + " Default: gateway-signing.key in the user's state directory, made at the first start.")
    @Nullable
    Path file;

    @Option(
            names = "--without-signatures",
            description = "Sign nothing: for a scheduler that runs without signatures too.")
    boolean withoutSignatures;

    void check(Problems problems) {
        Path chosen = file;
        if (chosen == null) {
            return;
        }
        if (withoutSignatures) {
            problems.add("expected --signing-key or --without-signatures, not both");
        }
        if (Files.isReadable(chosen)) {
            problems.read(() -> new KeyFile(chosen).read());
        } else {
            problems.add("--signing-key " + chosen + " cannot be read: jobstream producers new-key makes one");
        }
    }

    @Nullable
    SigningKey key() {
        if (withoutSignatures) {
            return null;
        }
        return file == null
                ? new KeyFile(UserDirectories.state(System.getenv()).resolve(FILE_DEFAULT)).readOrMake()
                : new KeyFile(file).read();
    }
}
