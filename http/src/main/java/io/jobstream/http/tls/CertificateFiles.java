// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's certificate is.
 *
 * @param certificate a PEM file with the chain, the server's own first; or a keystore (PKCS #12 or JKS)
 * @param key the PEM file of its private key; null for a keystore
 * @param passwordFile the file with the keystore's password; null for PEM
 */
public record CertificateFiles(
        Path certificate, @Nullable Path key, @Nullable Path passwordFile) {
    public CertificateFiles {
        if ((key == null) == (passwordFile == null)) {
            throw new IllegalArgumentException("A certificate needs either its PEM key or its keystore's password");
        }
    }

    /** All of them. */
    List<Path> files() {
        Path other = key == null ? passwordFile : key;
        return other == null ? List.of(certificate) : List.of(certificate, other);
    }
}
