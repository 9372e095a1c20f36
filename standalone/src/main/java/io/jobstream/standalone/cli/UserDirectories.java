// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where a user's programs keep what they must not lose, as freedesktop.org has it. */
public final class UserDirectories {
    private UserDirectories() {}

    /** {@code $XDG_STATE_HOME/jobstream}, by default {@code ~/.local/state/jobstream}. */
    public static Path state(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        // A relative path is invalid there and counts as none.
        Path base = configured.startsWith("/")
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home", "."), ".local", "state");
        return base.resolve("jobstream");
    }
}
