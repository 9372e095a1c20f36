// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** So many of each countable resource, by name: more than none. Equal amounts are equal values. */
public final class Resources {
    public static final Resources NONE = new Resources(new TreeMap<>());

    private final SortedMap<String, Integer> counts;
    private final int hash;

    private Resources(SortedMap<String, Integer> counts) {
        this.counts = Collections.unmodifiableSortedMap(counts);
        this.hash = counts.hashCode();
    }

    /** What is not more than none is left out. */
    public static Resources of(Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            return NONE;
        }
        SortedMap<String, Integer> some = new TreeMap<>(counts);
        some.values().removeIf(count -> count <= 0);
        return some.isEmpty() ? NONE : new Resources(some);
    }

    public SortedMap<String, Integer> counts() {
        return counts;
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    public int count(String name) {
        return counts.getOrDefault(name, 0);
    }

    public boolean cover(Resources required) {
        for (Map.Entry<String, Integer> each : required.counts.entrySet()) {
            if (count(each.getKey()) < each.getValue()) {
                return false;
            }
        }
        return true;
    }

    public Resources plus(Resources others) {
        if (others.isEmpty()) {
            return this;
        }
        SortedMap<String, Integer> sum = new TreeMap<>(counts);
        others.counts.forEach((name, count) -> sum.merge(name, count, Integer::sum));
        return of(sum);
    }

    /** What is left; none of what is taken more of than there is. */
    public Resources minus(Resources taken) {
        if (taken.isEmpty()) {
            return this;
        }
        SortedMap<String, Integer> rest = new TreeMap<>(counts);
        taken.counts.forEach((name, count) -> rest.computeIfPresent(name, (of, all) -> all - count));
        return of(rest);
    }

    /** How many kinds of it {@code required} does not ask for. */
    public int unneeded(Resources required) {
        int unneeded = 0;
        for (String name : counts.keySet()) {
            unneeded += required.counts.containsKey(name) ? 0 : 1;
        }
        return unneeded;
    }

    /** How many of what {@code required} asks for it has, in all. */
    public int ofThose(Resources required) {
        int sum = 0;
        for (String name : required.counts.keySet()) {
            sum += count(name);
        }
        return sum;
    }

    /** How many of what {@code required} asks for it has, none counted beyond what is asked. */
    public int towards(Resources required) {
        int sum = 0;
        for (Map.Entry<String, Integer> each : required.counts.entrySet()) {
            sum += Math.min(each.getValue(), count(each.getKey()));
        }
        return sum;
    }

    /** Of {@code slots}, the part that {@code taken} is of that resource it takes most of; rounded up, one at least. */
    public int slotsFor(Resources taken, int slots) {
        long most = 1;
        for (Map.Entry<String, Integer> each : taken.counts.entrySet()) {
            long all = Math.max(each.getValue(), count(each.getKey()));
            most = Math.max(most, ((long) slots * each.getValue() + all - 1) / all);
        }
        return (int) Math.min(Math.max(1, slots), most);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Resources resources && hash == resources.hash && counts.equals(resources.counts));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Such as {@code 2*gpu}. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        counts.forEach((name, count) -> texts.add(count + "*" + name));
        return String.join(",", texts);
    }
}
