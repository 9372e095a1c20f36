// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.Comparator;

/** A runner's name in its pool. */
public record RunnerId(String pool, String name) implements Comparable<RunnerId> {
    private static final Comparator<RunnerId> ORDER =
            Comparator.comparing(RunnerId::pool).thenComparing(RunnerId::name);

    @Override
    public int compareTo(RunnerId other) {
        return ORDER.compare(this, other);
    }
}
