// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.session.AttemptId;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fresh directory of one attempt: workspace, temporary files, script and the pipe of its output. */
public final class AttemptDirectory {
    private static final Logger log = LoggerFactory.getLogger(AttemptDirectory.class);
    private static final String GIT_CONFIG = """
            [include]
            	path = ~/.gitconfig
            [safe]
            	directory = *
            """;

    private final Path path;

    private AttemptDirectory(Path path) {
        this.path = path;
    }

    static AttemptDirectory create(Path attempts, AttemptId id, String script) throws IOException {
        AttemptDirectory directory = new AttemptDirectory(attempts.resolve(id.jobId() + "-" + id.attempt()));
        deleteTree(directory.path);
        Files.createDirectories(
                directory.path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(directory.workspace());
        Files.createDirectory(directory.temporary());
        Files.writeString(directory.path.resolve("script"), script);
        Files.writeString(directory.path.resolve("gitconfig"), GIT_CONFIG);
        directory.makePipe();
        return directory;
    }

    Path path() {
        return path;
    }

    Path workspace() {
        return path.resolve("workspace");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    File output() {
        return path.resolve("output").toFile();
    }

    void delete() {
        try {
            deleteTree(path);
        } catch (IOException e) {
            log.atWarn().addKeyValue("directory", path).setCause(e).log("A workspace could not be removed");
        }
    }

    /** Removes a directory and all in it; does nothing when there is none. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                // Some tools leave directories that forbid writing.
                File file = directory.toFile();
                boolean open = file.canWrite() || file.setWritable(true);
                log.atTrace()
                        .addKeyValue("directory", directory)
                        .addKeyValue("open", open)
                        .log("Removing");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void makePipe() throws IOException {
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", output().getPath())
                .redirectErrorStream(true)
                .start();
        String said = new String(mkfifo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (mkfifo.waitFor() != 0) {
                throw new IOException("mkfifo failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
