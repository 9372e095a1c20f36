// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.local;

import io.jobstream.signatures.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A file with a private key, which nobody but this user can read. */
public final class KeyFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;

    public KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * The key that is there.
     *
     * @throws IllegalArgumentException when it holds no such key, or cannot be read
     */
    public SigningKey read() {
        try {
            return SigningKey.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        }
    }

    /**
     * The key that is there; one that is made where there is none. Two processes that make one at a time get the same.
     */
    public SigningKey readOrMake() {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.resolveSibling("."));
                make();
            }
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker.
        } catch (IOException e) {
            throw new UncheckedIOException("A key cannot be kept in " + file, e);
        }
        return read();
    }

    /**
     * Writes a new key; whole, or not at all.
     *
     * @throws FileAlreadyExistsException when there is one
     */
    public SigningKey make() throws IOException {
        SigningKey key = SigningKey.random();
        Path fresh = Files.createTempFile(Objects.requireNonNull(file.getParent()), "key", ".new", OWNER_ONLY);
        try {
            Files.writeString(fresh, key.pem());
            // Unlike a move, this does not replace what is there.
            Files.createLink(file, fresh);
        } finally {
            Files.delete(fresh);
        }
        return key;
    }
}
