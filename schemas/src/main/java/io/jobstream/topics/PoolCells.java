// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import io.jobstream.schemas.PoolPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * How many cells each pool has, from {@code ci.pool.policies}: as many as the largest number that any policy of the
 * pool or of one of its cells says. So it never gets smaller, in whatever order policies are read and whoever wrote two
 * of them at once. Safe for use by many threads.
 */
public final class PoolCells {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /**
     * A record of the topic.
     *
     * @return whether the pool has more cells than before
     */
    public boolean take(PoolPolicy policy) {
        Cell cell = Cell.of(policy.getPool());
        int said = Math.max(cell.number() + 1, Objects.requireNonNullElse(policy.getCells(), 1));
        int before = count(cell.pool());
        return Math.min(Cell.MAX, said) > before
                && counts.merge(cell.pool(), Math.min(Cell.MAX, said), Math::max) > before;
    }

    /** How many cells a pool has, at least 1; {@code pool} may be the name of a cell. */
    public int count(String pool) {
        return counts.getOrDefault(Cell.poolOf(pool), 1);
    }

    /** What topics call a pool's cells, the first one first. */
    public List<String> names(String pool) {
        return IntStream.range(0, count(pool))
                .mapToObj(number -> new Cell(pool, number).name())
                .toList();
    }
}
