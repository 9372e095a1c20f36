// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import io.jobstream.schemas.JobSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What jobs ask of a runner, as views name it: {@code linux,x64,2*gpu}. No label that a gateway takes has an asterisk.
 *
 * @param labels that it must have; sorted, distinct
 * @param resources how many of each an attempt takes of it
 */
public record RequirementSet(List<String> labels, SortedMap<String, Integer> resources) {
    public RequirementSet {
        labels = List.copyOf(labels);
        resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
    }

    public static RequirementSet of(JobSpec spec) {
        return new RequirementSet(spec.getLabels(), new TreeMap<>(spec.getResources()));
    }

    /** What {@link #text} was made of. */
    public static RequirementSet parse(String text) {
        List<String> labels = new ArrayList<>();
        SortedMap<String, Integer> resources = new TreeMap<>();
        for (String each : text.split(",", -1)) {
            if (each.matches("[0-9]{1,9}\\*.+")) {
                int asterisk = each.indexOf('*');
                resources.put(each.substring(asterisk + 1), Integer.valueOf(each.substring(0, asterisk)));
            } else if (!each.isEmpty()) {
                labels.add(each);
            }
        }
        return new RequirementSet(labels, resources);
    }

    public String text() {
        if (resources.isEmpty()) {
            return String.join(",", labels);
        }
        List<String> all = new ArrayList<>(labels);
        resources.forEach((name, count) -> all.add(text(name, count)));
        return String.join(",", all);
    }

    /** So many of a resource. */
    public static String text(String resource, int count) {
        return count + "*" + resource;
    }

    public boolean fits(List<String> otherLabels, Map<String, Integer> otherResources) {
        return otherLabels.containsAll(labels)
                && resources.entrySet().stream()
                        .allMatch(each -> otherResources.getOrDefault(each.getKey(), 0) >= each.getValue());
    }
}
