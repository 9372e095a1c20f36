// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which notifications a receiver wants. An empty list wants all.
 *
 * @param repositories globs, such as {@code acme/*}
 * @param branches globs; {@code *} stops at a slash, {@code **} does not
 * @param kinds what a notification says
 */
public record Filter(List<String> repositories, List<String> branches, Set<NotificationKind> kinds) {
    public static final Filter ALL = new Filter(List.of(), List.of(), Set.of());

    public Filter {
        repositories = List.copyOf(repositories);
        branches = List.copyOf(branches);
        kinds = Set.copyOf(kinds);
    }

    /** Whether the receiver wants this one; one whose kind this version does not know is for nobody. */
    public boolean wants(Notification notification) {
        NotificationKind kind = notification.getKind();
        return kind != NotificationKind.UNKNOWN
                && (kinds.isEmpty() || kinds.contains(kind))
                && anyMatches(repositories, notification.getRepository())
                && anyMatches(branches, notification.getBranch());
    }

    private static boolean anyMatches(List<String> globs, String text) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> matches(glob, text));
    }

    private static boolean matches(String glob, String text) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(text));
        } catch (InvalidPathException unprintable) {
            return false;
        }
    }
}
