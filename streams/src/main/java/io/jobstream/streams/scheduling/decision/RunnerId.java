// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

/** A runner's name in its pool. */
public record RunnerId(String pool, String name) implements Comparable<RunnerId> {
    @Override
    public int compareTo(RunnerId other) {
        int byPool = pool.compareTo(other.pool);
        return byPool == 0 ? name.compareTo(other.name) : byPool;
    }
}
