// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for processes of jobs, in their environments. */
final class Survivors {
    private static final Pattern SESSION = Pattern.compile("\0JOBSTREAM_SESSION=([^\0]*)\0");

    private Survivors() {}

    /** The sessions that processes below a runner's work directory belong to. */
    static Set<String> sessions(Path workDirectory) {
        return environments()
                .filter(environment -> environment.contains("\0JOBSTREAM_WORKSPACE=" + workDirectory))
                .filter(environment -> environment.contains("\0JOBSTREAM_ATTEMPT="))
                .map(SESSION::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until no process of these sessions is left; how long that took. */
    static Duration awaitNone(Path workDirectory, Set<String> sessions, Duration limit) {
        long begin = System.nanoTime();
        await("processes of " + sessions)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Collections.disjoint(sessions(workDirectory), sessions));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Stream<String> environments() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .map(path -> "\0" + text(path.resolve("environ")))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
