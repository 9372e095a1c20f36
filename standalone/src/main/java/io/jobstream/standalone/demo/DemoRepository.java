// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import io.jobstream.standalone.cli.FailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The git repository that is shown.
 *
 * @param path its top directory, which is what runners clone
 * @param fullName owner and name, from its origin if it has one
 * @param branch {@code detached} when none is checked out
 * @param dirty whether there are changes that no commit has
 */
record DemoRepository(Path path, String fullName, String branch, String commit, boolean dirty) {
    private static final Pattern ORIGIN = Pattern.compile(".*?([A-Za-z0-9._-]+)[/:]([A-Za-z0-9._-]+?)(\\.git)?/?");

    /** @throws FailedException when there is no repository with a commit */
    static DemoRepository at(Path directory) throws InterruptedException {
        String top = git(directory, "rev-parse", "--show-toplevel")
                .orElseThrow(() -> new FailedException(directory.toAbsolutePath()
                        + " is not in a git repository: run this in one, or name one with --repository"));
        Path path = Path.of(top);
        String commit = git(path, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
                .orElseThrow(() -> new FailedException(path + " has no commit yet"));
        String branch = git(path, "symbolic-ref", "--short", "--quiet", "HEAD").orElse("detached");
        boolean dirty = !git(path, "status", "--porcelain").orElse("").isEmpty();
        String name = git(path, "config", "--get", "remote.origin.url")
                .flatMap(DemoRepository::fullName)
                .orElse("local/" + sanitized(String.valueOf(path.getFileName())));
        return new DemoRepository(path, name, branch, commit, dirty);
    }

    private static Optional<String> fullName(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() && Character.isLetterOrDigit(matcher.group(1).charAt(0))
                ? Optional.of(matcher.group(1) + "/" + matcher.group(2))
                : Optional.empty();
    }

    private static String sanitized(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return clean.isEmpty() ? "repository" : clean.substring(0, Math.min(clean.length(), 100));
    }

    private static Optional<String> git(Path directory, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
        } catch (IOException e) {
            throw new FailedException("git is needed and cannot be run: " + e.getMessage(), e);
        }
    }
}
