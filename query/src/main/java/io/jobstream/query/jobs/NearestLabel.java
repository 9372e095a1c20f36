// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the label that someone who misspelt one may have meant. */
final class NearestLabel {
    private static final int EDITS_MAX = 3;

    private NearestLabel() {}

    /** The existing label that the fewest edits lead to, when they are few for its length. */
    static Optional<String> of(String misspelt, Collection<String> existing) {
        return existing.stream()
                .filter(label -> edits(misspelt, label) <= Math.min(EDITS_MAX, Math.max(1, misspelt.length() / 2)))
                .min(Comparator.comparingInt((String label) -> edits(misspelt, label))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance. */
    static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
