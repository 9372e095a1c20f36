// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param at since the faults began
 * @param kind what happens
 * @param member to whom
 * @param away how long until it is started again, or goes on
 */
public record Fault(Duration at, Kind kind, String member, Duration away) {
    /** What can happen to a process. */
    public enum Kind {
        /** {@code kill -9}, and started again later. */
        KILL,
        /** SIGSTOP, and SIGCONT later. */
        SUSPEND,
        /** SIGTERM, and started again later. */
        RESTART
    }

    /** What happens to which kind of member: {@code kill streams}. */
    String what() {
        return word() + " " + member.replaceFirst("-.*", "");
    }

    private String word() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%7.1f s  %-7s %-10s for %.1f s",
                at.toMillis() / 1e3,
                word(),
                member,
                away.toMillis() / 1e3);
    }
}
