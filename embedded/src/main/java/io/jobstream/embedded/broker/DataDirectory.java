// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory that a broker keeps its data in, held by one process at a time. A temporary one ends with its use. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final @Nullable TemporaryDirectory temporary;
    private final FileChannel lock;

    private DataDirectory(Path path, @Nullable TemporaryDirectory temporary) throws IOException {
        this.path = path;
        this.temporary = temporary;
        this.lock = lock(path);
    }

    /** Takes the directory, made when missing; null makes a temporary one. */
    static DataDirectory take(@Nullable Path directory) {
        try {
            if (directory == null) {
                TemporaryDirectory temporary = TemporaryDirectory.create();
                return new DataDirectory(temporary.path(), temporary);
            }
            return new DataDirectory(Files.createDirectories(directory), null);
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory " + directory + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where the broker's log lives. */
    Path log() {
        return path.resolve("log");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (temporary != null) {
            temporary.close();
        }
    }

    // The channel keeps the lock, and gives it back when the process dies, however it dies.
    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve("lock"), CREATE, WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException takenInThisProcess) {
            // The same answer as for another process.
        }
        channel.close();
        throw new DataDirectoryInUseException(path);
    }
}
