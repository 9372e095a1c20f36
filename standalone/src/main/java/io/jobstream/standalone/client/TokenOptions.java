// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.cli.UserDirectories;
import io.jobstream.standalone.local.LocalKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command shows at the door. */
public final class TokenOptions {
    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "API key or access token; others can see it here, so better in the environment or a file."
                    + " Default: the first key of an 'up' of this user that serves there.")
    @Nullable
    String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the API key or access token, read for each command.")
    @Nullable
    Path file;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "PEM file of the authorities that may have signed the server's certificate. Default: Java's.")
    @Nullable
    Path authorities;

    Optional<SSLContext> tls() {
        return Optional.ofNullable(authorities)
                .map(pem -> SSLFactory.builder()
                        .withTrustMaterial(PemUtils.loadTrustMaterial(pem))
                        .build()
                        .getSslContext());
    }

    void check(Problems problems) {
        if (authorities != null && !Files.isReadable(authorities)) {
            problems.add("--tls-ca " + authorities + " cannot be read");
        }
        if (token != null && file != null) {
            problems.add("expected --token or --token-file, not both");
        }
        if (file != null && !Files.isReadable(file)) {
            problems.add("--token-file " + file + " cannot be read");
        }
    }

    Optional<String> of(URI server) {
        if (token != null) {
            return Optional.of(token.strip());
        }
        if (file == null) {
            return new LocalKey(UserDirectories.state(System.getenv())).of(server);
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new FailedException("--token-file " + file + " cannot be read", e);
        }
    }
}
