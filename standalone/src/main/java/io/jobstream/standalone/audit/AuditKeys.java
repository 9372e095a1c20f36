// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.audit.notes.KeyFiles;
import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.subjects.KeyEncryptionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The audit's keys in a directory.
 *
 * @param kekFile what gateways need: personal data is encrypted under it
 * @param signingFile what the sealer needs
 * @param publicFile what everyone may have: seals are verified with it
 */
public record AuditKeys(Path kekFile, Path signingFile, Path publicFile) {
    /** Makes those that are missing; none is ever overwritten. */
    public static AuditKeys in(Path directory) {
        AuditKeys keys = new AuditKeys(
                directory.resolve("kek"), directory.resolve("sealing.pem"), directory.resolve("sealing.pub"));
        try {
            Files.createDirectories(directory);
            if (!Files.exists(keys.kekFile)) {
                KeyFiles.create(keys.kekFile, KeyEncryptionKey.randomText());
            }
            if (!Files.exists(keys.signingFile)) {
                KeyFiles.create(keys.signingFile, KeyFiles.pem(SealingKey.random()));
            }
            if (!Files.exists(keys.publicFile)) {
                Files.writeString(keys.publicFile, KeyFiles.pem(keys.signing().noteKey()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The audit's keys cannot be kept in " + directory, e);
        }
        return keys;
    }

    public SealingKey signing() {
        return KeyFiles.signing(signingFile);
    }
}
