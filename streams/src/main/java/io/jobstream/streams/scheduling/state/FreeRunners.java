// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.schemas.Packing;
import io.jobstream.streams.scheduling.decision.Capacity;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Resources;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The runners of a pool that have a free slot, grouped by what they have and have left, the first of each group at
 * hand. It remembers for what it has none: jobs that wait for such are asked about with every input.
 */
final class FreeRunners {
    private static final int UNMATCHED_MAX = 10_000;

    /** So few groups are searched as fast as requirements are looked up. */
    private static final int FEW = 4;

    private static final Comparator<Entry> FREEST = Comparator.comparingInt(Entry::free)
            .reversed()
            .thenComparing(entry -> entry.runner().id());

    private static final Comparator<Entry> FULLEST = Comparator.comparingInt(Entry::free)
            .thenComparing(entry -> entry.runner().id());

    private final Map<Offer, TreeSet<Entry>> groups = new LinkedHashMap<>();
    private final Map<RunnerId, Entry> entries = new HashMap<>();
    private final Set<Requirements> unmatched = new HashSet<>();

    /** Groups that came since the last question; most are gone before the next. */
    private final Set<Offer> newcomers = new HashSet<>();

    private Packing packing = Packing.SPREAD;

    void pack(Packing changed) {
        if (packing != changed) {
            packing = changed;
            List<Entry> all = new ArrayList<>(entries.values());
            groups.clear();
            all.forEach(this::add);
        }
    }

    /** Notes how many slots and resources are free now; no slot, or a runner that takes no work, leaves. */
    void set(Runner runner, int free, Resources left) {
        remove(runner.id());
        if (free > 0 && runner.takesWork()) {
            Capacity capacity = runner.capacity();
            Entry entry = new Entry(runner, free, new Offer(capacity.labels(), capacity.resources(), left));
            entries.put(runner.id(), entry);
            add(entry);
        }
    }

    private void add(Entry entry) {
        TreeSet<Entry> group = groups.get(entry.offer());
        if (group == null) {
            group = new TreeSet<>(order());
            groups.put(entry.offer(), group);
            newcomers.add(entry.offer());
        }
        group.add(entry);
    }

    void remove(RunnerId id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            TreeSet<Entry> group = groups.get(entry.offer());
            if (group != null) {
                group.remove(entry);
                if (group.isEmpty()) {
                    groups.remove(entry.offer());
                    newcomers.remove(entry.offer());
                }
            }
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /**
     * The runner to give a job that asks for {@code required}.
     *
     * @param except runners that are not asked
     */
    Optional<Runner> choose(Requirements required, Set<RunnerId> except) {
        boolean many = groups.size() > FEW;
        if (many && knownAsUnmatched(required)) {
            return Optional.empty();
        }
        Choice choice = new Choice(required, packing == Packing.PACK ? 1 : -1, order());
        boolean fits = false;
        for (Map.Entry<Offer, TreeSet<Entry>> group : groups.entrySet()) {
            if (group.getKey().fits(required)) {
                fits = true;
                choice.offer(first(group.getValue(), except));
            }
        }
        if (many && !fits) {
            remember(required);
        }
        return Optional.ofNullable(choice.best).map(Entry::runner);
    }

    /** Of those that would fit if all of their resources were left, the one that has most of them left. */
    Optional<Runner> nearest(Requirements required) {
        Entry nearest = null;
        int most = -1;
        for (Map.Entry<Offer, TreeSet<Entry>> group : groups.entrySet()) {
            Entry first = group.getValue().first();
            int left = group.getKey().left().towards(required.resources());
            boolean nearer = left > most || (left == most && nearest != null && order().compare(first, nearest) < 0);
            if (nearer && first.runner().capacity().meets(required)) {
                nearest = first;
                most = left;
            }
        }
        return Optional.ofNullable(nearest).map(Entry::runner);
    }

    private static @Nullable Entry first(SortedSet<Entry> group, Set<RunnerId> except) {
        if (except.isEmpty()) {
            return group.first();
        }
        for (Entry entry : group) {
            if (!except.contains(entry.runner().id())) {
                return entry;
            }
        }
        return null;
    }

    private Comparator<Entry> order() {
        return packing == Packing.PACK ? FULLEST : FREEST;
    }

    private boolean knownAsUnmatched(Requirements required) {
        if (!newcomers.isEmpty()) {
            newcomers.forEach(offer -> unmatched.removeIf(offer::fits));
            newcomers.clear();
        }
        return unmatched.contains(required);
    }

    private void remember(Requirements required) {
        if (unmatched.size() >= UNMATCHED_MAX) {
            unmatched.clear();
        }
        unmatched.add(required);
    }

    /** The best so far: what has least that is not needed, then what the packing prefers. */
    private static final class Choice {
        private final Requirements required;
        private final int sign;
        private final Comparator<Entry> order;
        private @Nullable Entry best;
        private int unneeded;
        private int left;

        Choice(Requirements required, int sign, Comparator<Entry> order) {
            this.required = required;
            this.sign = sign;
            this.order = order;
        }

        void offer(@Nullable Entry entry) {
            if (entry == null) {
                return;
            }
            int itsUnneeded = entry.offer().all().unneeded(required.resources());
            int itsLeft = sign * entry.offer().left().ofThose(required.resources());
            if (best == null || isBetter(entry, itsUnneeded, itsLeft, best)) {
                best = entry;
                unneeded = itsUnneeded;
                left = itsLeft;
            }
        }

        private boolean isBetter(Entry entry, int itsUnneeded, int itsLeft, Entry than) {
            if (itsUnneeded != unneeded) {
                return itsUnneeded < unneeded;
            }
            return itsLeft == left ? order.compare(entry, than) < 0 : itsLeft < left;
        }
    }

    /** What runners of a group have in common. */
    private record Offer(Labels labels, Resources all, Resources left) {
        boolean fits(Requirements required) {
            return labels.containAll(required.labels()) && left.cover(required.resources());
        }

        @Override
        public int hashCode() {
            return (labels.hashCode() * 31 + all.hashCode()) * 31 + left.hashCode();
        }
    }

    private record Entry(Runner runner, int free, Offer offer) {}
}
