// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The longest time after each fault in which a pool had no grant that a runner then accepted, in the pool that had to
 * wait for longest. It cannot be shorter than the time between two jobs of a pool: see what there is without faults.
 */
final class Pauses {
    private final Duration window;
    private final List<String> pools;
    private final Map<String, Instant> granted = new HashMap<>();
    private final List<Watch> open = new ArrayList<>();
    private final Map<String, List<Duration>> done = new TreeMap<>();

    /** Looks at each fault for this long. */
    Pauses(List<String> pools, Duration window) {
        this.pools = pools;
        this.window = window;
    }

    private static final class Watch {
        private final String what;
        private final Instant end;
        private final Map<String, Instant> last = new HashMap<>();
        private Duration longest = Duration.ZERO;

        Watch(String what, Instant begin, Duration window, List<String> pools) {
            this.what = what;
            this.end = begin.plus(window);
            pools.forEach(pool -> last.put(pool, begin));
        }

        /** Whether every pool has had a grant after the end. */
        boolean ends(String pool, Instant stamp) {
            Instant before = last.get(pool);
            if (before != null && stamp.isAfter(before)) {
                Duration pause = Duration.between(before, stamp);
                longest = pause.compareTo(longest) > 0 ? pause : longest;
                last.put(pool, stamp);
                if (stamp.isAfter(end)) {
                    last.remove(pool);
                }
            }
            return last.isEmpty();
        }
    }

    /** Something goes wrong. */
    synchronized void begin(String what, Instant at) {
        open.add(new Watch(what, at, window, pools));
    }

    synchronized void granted(String jobId, Instant stamp) {
        granted.put(jobId, stamp);
    }

    synchronized void accepted(String jobId, String pool) {
        Instant stamp = granted.remove(jobId);
        if (stamp != null) {
            open.removeIf(watch -> {
                boolean ends = watch.ends(pool, stamp);
                if (ends) {
                    done.computeIfAbsent(watch.what, what -> new ArrayList<>()).add(watch.longest);
                }
                return ends;
            });
        }
    }

    synchronized void settled(String jobId) {
        granted.remove(jobId);
    }

    /** A line for each kind of fault; those that the end of the load cut off do not count. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        done.forEach((what, pauses) -> {
            List<Duration> sorted = pauses.stream().sorted().toList();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-18s %3d times, longest pause of a pool: p50 %.1f s, p90 %.1f s, max %.1f s",
                    what,
                    sorted.size(),
                    seconds(sorted, 0.5),
                    seconds(sorted, 0.9),
                    seconds(sorted, 1)));
        });
        return lines;
    }

    private static double seconds(List<Duration> sorted, double quantile) {
        int rank = (int) Math.ceil(quantile * sorted.size());
        return sorted.get(rank - 1).toMillis() / 1_000.0;
    }
}
