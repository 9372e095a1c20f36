// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.verdict;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule that does not hold.
 *
 * @param sentence what was found
 * @param records where: the fact first, then the input that it cites and the facts that it contradicts
 */
public record Violation(Rule rule, String sentence, List<RecordPosition> records) {
    public Violation {
        records = List.copyOf(records);
    }

    @Override
    public String toString() {
        return rule.title() + ": " + sentence + " ("
                + records.stream().map(RecordPosition::toString).collect(Collectors.joining(", ")) + ")";
    }
}
