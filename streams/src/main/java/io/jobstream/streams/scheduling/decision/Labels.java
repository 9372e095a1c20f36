// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What a runner can do, or what a job asks for: sorted and distinct, so that equal sets are equal values. */
public record Labels(List<String> values) {
    public Labels {
        values = List.copyOf(values);
    }

    public static Labels of(Collection<String> values) {
        return new Labels(List.copyOf(new TreeSet<>(values)));
    }

    public boolean containAll(Labels required) {
        return values.containsAll(required.values);
    }
}
