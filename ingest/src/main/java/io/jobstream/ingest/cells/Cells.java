// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cells;

import io.jobstream.http.ProblemException;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolCells;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many cells each pool has and had, and which one something belongs to. Until that is read, whoever asks is told to
 * come back. Safe for use by many threads.
 */
public final class Cells {
    /** By then every copy of the gateway has read that a pool has grown, and what was written before it had. */
    public static final Duration SETTLES_WITHIN = Duration.ofSeconds(5);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final PoolCells counts = new PoolCells();
    private final Map<String, Growth> growths = new HashMap<>();
    private volatile boolean known;

    /** A pool that had fewer cells, until every copy knows better. */
    private record Growth(int before, Instant until) {}

    /**
     * Takes a policy.
     *
     * @param stamp when the log took it
     * @param now when it was read here
     */
    synchronized void take(PoolPolicy policy, Instant stamp, Instant now) {
        String pool = Cell.poolOf(policy.getPool());
        int before = counts.count(pool);
        if (counts.take(policy)) {
            // At a start it may be old; otherwise the other copies are reading it now.
            Instant until = (known && now.isAfter(stamp) ? now : stamp).plus(SETTLES_WITHIN);
            Growth growth = growths.get(pool);
            int first = growth != null && growth.until().isAfter(now) ? growth.before() : before;
            growths.put(pool, new Growth(first, until));
        }
    }

    /** All policies have been read. */
    void allRead() {
        known = true;
    }

    boolean isKnown() {
        return known;
    }

    /** How many cells a pool has. @throws ProblemException 503 while that is not known */
    public int count(String pool) {
        return known().count(pool);
    }

    /** What topics call a pool's cells, the first one first. @throws ProblemException 503 while that is not known */
    public List<String> names(String pool) {
        return known().names(pool);
    }

    /** What topics call the cell of a pool that something belongs to. @throws ProblemException 503 as above */
    public String nameOf(String pool, String identity) {
        return Cell.of(pool, count(pool), identity).name();
    }

    /** For how long it is not sure that all copies say so too; zero when it is. */
    public synchronized Duration settlesIn(String pool, String identity, Instant now) {
        Growth growth = growths.get(pool);
        if (growth == null || !growth.until().isAfter(now)) {
            return Duration.ZERO;
        }
        boolean moves = !Cell.of(pool, growth.before(), identity).name().equals(nameOf(pool, identity));
        return moves ? Duration.between(now, growth.until()) : Duration.ZERO;
    }

    private PoolCells known() {
        if (!known) {
            throw ProblemException.unavailable("The policies of pools are still being read", RETRY_AFTER);
        }
        return counts;
    }
}
