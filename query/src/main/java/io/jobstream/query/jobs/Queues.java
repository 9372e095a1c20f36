// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who waits for a runner, so that a job's place can be told without a look at all that wait: of those that ask for the
 * same, by priority and tenant.
 */
final class Queues {
    /** So far a place is counted. */
    static final int COUNTED_MAX = 1_000;

    private final Map<Key, NavigableMap<Integer, Map<String, NavigableSet<Turn>>>> queues = new HashMap<>();

    private record Key(String pool, String requirementSet) {}

    void add(KeptJob job) {
        Turn turn = job.turn();
        if (turn != null) {
            queues.computeIfAbsent(key(turn), missing -> new TreeMap<>())
                    .computeIfAbsent(turn.priority(), missing -> new HashMap<>())
                    .computeIfAbsent(turn.tenant(), missing -> new TreeSet<>(Turn.OLDEST_FIRST))
                    .add(turn);
        }
    }

    @SuppressWarnings("NullAway") // Map.computeIfPresent takes null for nothing.
    void remove(KeptJob job) {
        Turn turn = job.turn();
        if (turn == null) {
            return;
        }
        queues.computeIfPresent(key(turn), (key, byPriority) -> {
            byPriority.computeIfPresent(turn.priority(), (priority, byTenant) -> {
                byTenant.computeIfPresent(turn.tenant(), (tenant, turns) -> {
                    turns.remove(turn);
                    return turns.isEmpty() ? null : turns;
                });
                return byTenant.isEmpty() ? null : byTenant;
            });
            return byPriority.isEmpty() ? null : byPriority;
        });
    }

    /**
     * The place of a job among those that ask for the same, from 1: behind those of higher priority, and behind those
     * of its tenant that are older, for each of which every other tenant of the priority has a turn as well. No more
     * than {@link #COUNTED_MAX} and one.
     */
    int place(Turn turn) {
        NavigableMap<Integer, Map<String, NavigableSet<Turn>>> byPriority = queues.get(key(turn));
        if (byPriority == null) {
            return 1;
        }
        long ahead = 0;
        for (Map<String, NavigableSet<Turn>> higher :
                byPriority.tailMap(turn.priority(), false).values()) {
            ahead += waiting(higher, COUNTED_MAX);
        }
        Map<String, NavigableSet<Turn>> same = byPriority.getOrDefault(turn.priority(), Map.of());
        long own = same.getOrDefault(turn.tenant(), new TreeSet<>(Turn.OLDEST_FIRST)).headSet(turn, false).stream()
                .limit(COUNTED_MAX)
                .count();
        for (Map.Entry<String, NavigableSet<Turn>> tenant : same.entrySet()) {
            ahead += tenant.getKey().equals(turn.tenant())
                    ? own
                    : Math.min(own, tenant.getValue().size());
        }
        return (int) Math.min(COUNTED_MAX, ahead) + 1;
    }

    private static long waiting(Map<String, NavigableSet<Turn>> byTenant, int max) {
        long sum = 0;
        for (NavigableSet<Turn> turns : byTenant.values()) {
            sum += turns.size();
            if (sum >= max) {
                break;
            }
        }
        return sum;
    }

    private static Key key(Turn turn) {
        return new Key(turn.pool(), turn.requirementSet());
    }
}
