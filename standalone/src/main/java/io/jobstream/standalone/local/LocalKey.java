// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The first key of a data directory, and where what runs on it serves. */
public final class LocalKey {
    private static final String KEY_FILE = "first.key";
    private static final String SERVING_FILE = "serving";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    public LocalKey(Path directory) {
        this.directory = directory;
    }

    public Path file() {
        return directory.resolve(KEY_FILE);
    }

    /** Keeps a key; nobody but this user can read it, at no moment. */
    public void keep(String key) {
        try {
            Path fresh = Files.createTempFile(directory, KEY_FILE, ".new", OWNER_ONLY);
            Files.writeString(fresh, key + "\n");
            Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The first key cannot be kept in " + file(), e);
        }
    }

    /** Says that this process serves there, until closed. */
    public AutoCloseable serving(URI uri) {
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve(SERVING_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(uri.toString().getBytes(StandardCharsets.UTF_8)));
            return () -> {
                channel.truncate(0);
                lock.release();
                channel.close();
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key, if a process that lives says that it serves just there on loopback. */
    public Optional<String> of(URI server) {
        try {
            if (!Files.isReadable(file()) || !isLoopback(server) || !serves(server)) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(file()).strip()).filter(key -> !key.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean serves(URI server) throws IOException {
        Path file = directory.resolve(SERVING_FILE);
        if (!Files.isReadable(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            String said = Files.readString(file);
            try (FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
                if (free != null) {
                    return false;
                }
            } catch (OverlappingFileLockException thisProcess) {
                // It lives as well.
            }
            URI serving = URI.create(said.strip());
            return serving.getPort() == server.getPort()
                    && String.valueOf(serving.getScheme()).equals(server.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(URI server) {
        try {
            return InetAddress.getByName(server.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
