// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runners of a pool that have a free slot, grouped by their labels, the freest of each group at hand. It remembers
 * for which labels it has none: jobs that wait for such are asked about with every input.
 */
final class FreeRunners {
    private static final int UNMATCHED_MAX = 10_000;

    /** So few groups are searched as fast as labels are looked up. */
    private static final int FEW = 4;

    private static final Comparator<Entry> FREEST = Comparator.comparingInt(Entry::free)
            .reversed()
            .thenComparing(entry -> entry.runner().id());

    private final Map<Labels, TreeSet<Entry>> byLabels = new LinkedHashMap<>();
    private final Map<RunnerId, Entry> entries = new HashMap<>();
    private final Set<Labels> unmatched = new HashSet<>();

    /** Groups that came since the last question; most are gone before the next. */
    private final Set<Labels> newcomers = new HashSet<>();

    /** Notes how many slots are free now; none, or a runner that takes no work, leaves. */
    void set(Runner runner, int free) {
        remove(runner.id());
        if (free > 0 && runner.takesWork()) {
            Entry entry = new Entry(runner, free);
            entries.put(runner.id(), entry);
            TreeSet<Entry> group = byLabels.get(runner.labels());
            if (group == null) {
                group = new TreeSet<>(FREEST);
                byLabels.put(runner.labels(), group);
                newcomers.add(runner.labels());
            }
            group.add(entry);
        }
    }

    void remove(RunnerId id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            TreeSet<Entry> group = byLabels.get(entry.runner().labels());
            if (group != null) {
                group.remove(entry);
                if (group.isEmpty()) {
                    byLabels.remove(entry.runner().labels());
                    newcomers.remove(entry.runner().labels());
                }
            }
        }
    }

    boolean isEmpty() {
        return byLabels.isEmpty();
    }

    /** The runner with most free slots among those that have {@code required}. */
    Optional<Runner> freest(Labels required) {
        boolean many = byLabels.size() > FEW;
        if (many && knownAsUnmatched(required)) {
            return Optional.empty();
        }
        Entry best = null;
        for (Map.Entry<Labels, TreeSet<Entry>> group : byLabels.entrySet()) {
            if (group.getKey().containAll(required)) {
                Entry first = group.getValue().first();
                if (best == null || FREEST.compare(first, best) < 0) {
                    best = first;
                }
            }
        }
        if (many && best == null) {
            remember(required);
        }
        return Optional.ofNullable(best).map(Entry::runner);
    }

    private boolean knownAsUnmatched(Labels required) {
        if (!newcomers.isEmpty()) {
            newcomers.forEach(labels -> unmatched.removeIf(labels::containAll));
            newcomers.clear();
        }
        return unmatched.contains(required);
    }

    private void remember(Labels required) {
        if (unmatched.size() >= UNMATCHED_MAX) {
            unmatched.clear();
        }
        unmatched.add(required);
    }

    private record Entry(Runner runner, int free) {}
}
