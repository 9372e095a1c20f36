// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a runner can do, or what a job asks for: sorted and distinct, so that equal sets are equal values. They are
 * looked up and compared all the time, mostly with what differs.
 */
public final class Labels {
    private final List<String> values;
    private final int hash;

    /** A bit for each value, of 64: labels that contain others have all of their bits. */
    private final long bits;

    /** @param values sorted and distinct */
    public Labels(List<String> values) {
        this.values = List.copyOf(values);
        this.hash = values.hashCode();
        long all = 0;
        for (String value : values) {
            all |= 1L << (value.hashCode() & 63);
        }
        this.bits = all;
    }

    public static Labels of(Collection<String> values) {
        return new Labels(List.copyOf(new TreeSet<>(values)));
    }

    public List<String> values() {
        return values;
    }

    public boolean containAll(Labels required) {
        return (bits & required.bits) == required.bits && values.containsAll(required.values);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Labels labels && hash == labels.hash && values.equals(labels.values));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
