// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.runner.execution.AttemptDirectory;
import io.jobstream.runner.usage.JobProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner's own directory: held by one live session at a time, it remembers the session before. */
final class WorkDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkDirectory.class);
    private static final Duration KILL_WITHIN = Duration.ofSeconds(10);

    private final Path path;
    private final FileChannel lock;

    private WorkDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory.
     *
     * @throws IllegalStateException when another live runner has it
     */
    static WorkDirectory take(Path path) {
        try {
            Files.createDirectories(path);
            Path absolute = path.toRealPath();
            FileChannel lock =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new IllegalStateException(
                        "Another runner works in " + absolute + ": give each runner a work directory of its own");
            }
            return new WorkDirectory(absolute, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("The work directory " + path + " cannot be used", e);
        }
    }

    Path attempts() {
        return path.resolve("attempts");
    }

    /**
     * Ends what the session before left behind.
     *
     * @return that session, when nothing of it runs any more; null when there was none, or it cannot be known
     */
    @Nullable
    String endEarlierSession() {
        try {
            List<String> record = Files.exists(record()) ? Files.readAllLines(record()) : List.of();
            if (record.size() != 2 || !record.get(1).equals(place())) {
                return null;
            }
            boolean ended = JobProcesses.ofSession(record.get(0)).killWithin(KILL_WITHIN);
            if (!ended) {
                log.atError().addKeyValue("sessionId", record.get(0)).log("An earlier session's jobs cannot be killed");
            }
            return ended ? record.get(0) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("The record of the earlier session cannot be read", e);
        }
    }

    /** Removes the workspaces of attempts that are over. */
    void removeLeftovers() {
        try {
            AttemptDirectory.deleteTree(attempts());
        } catch (IOException e) {
            log.atWarn().addKeyValue("directory", attempts()).setCause(e).log("Old workspaces could not be removed");
        }
    }

    /** From now on this session is the one to clean up after. */
    void begin(String sessionId) {
        try {
            Path next = path.resolve("session.next");
            Files.write(
                    next,
                    List.of(sessionId, place()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(next, record(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The session cannot be recorded in " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The work directory's lock could not be given back");
        }
    }

    private Path record() {
        return path.resolve("session");
    }

    /**
     * This boot of this machine, and the processes that can be seen: elsewhere nothing is known of the earlier session.
     */
    private static String place() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException noProc) {
            return "unknown " + Files.exists(Path.of("/proc"), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }
}
