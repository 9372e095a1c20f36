// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.PoolCells;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code ci.runner.status} and {@code ci.pool.status} say. One thread at a time. */
public final class Fleet {
    private final Map<String, SeenRunner> runners = new TreeMap<>();
    private final Map<String, PoolStatus> pools = new HashMap<>();
    private final PoolCells cells = new PoolCells();
    private final Map<String, Instant> statedUntil = new HashMap<>();

    /** A record of {@code ci.runner.status}; null when the runner is forgotten. */
    public void runner(String key, @Nullable RunnerStatus status) {
        if (status == null) {
            runners.remove(key);
        } else {
            runners.put(key, SeenRunner.of(runners.get(key), status));
            stated(status.getPool(), status.getUpdatedAt());
        }
    }

    /** A record of {@code ci.pool.status}. */
    public void pool(String key, @Nullable PoolStatus status) {
        if (status == null) {
            pools.remove(key);
        } else {
            pools.put(key, status);
            stated(status.getPool(), status.getUpdatedAt());
        }
    }

    /** A record of {@code ci.pool.policies}. */
    public void policy(PoolPolicy policy) {
        cells.take(policy);
    }

    /** How many cells pools have. */
    public PoolCells cells() {
        return cells;
    }

    /** A group's own runners, those that have left as well. */
    public List<SeenRunner> of(RunnerGroup group) {
        return runners.values().stream()
                .filter(runner -> group.owns(runner.status()))
                .toList();
    }

    /** Up to when it is known what a pool and its runners were like, in log time. */
    public Instant statedUntil(String pool) {
        return statedUntil.getOrDefault(pool, Instant.MIN);
    }

    private void stated(String pool, Instant at) {
        statedUntil.merge(pool, at, (before, now) -> now.isAfter(before) ? now : before);
    }

    Collection<SeenRunner> runners() {
        return runners.values();
    }

    List<RunnerDemand> demand(String pool) {
        PoolStatus status = pools.get(pool);
        return status == null ? List.of() : status.getDemand();
    }
}
