// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.topics.Topics;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Feeds a {@link PartitionChecker}: facts in their order, and before each what it cites. */
public final class Merge {
    private final PartitionChecker checker;
    private final Map<String, Lookahead> inputs;

    /** Merges {@code inputs}, each a topic's records in the order of offsets. */
    public Merge(PartitionChecker checker, Map<String, Iterator<InputRecord>> inputs) {
        this.checker = checker;
        this.inputs = new HashMap<>();
        inputs.forEach((topic, records) -> this.inputs.put(topic, new Lookahead(records)));
    }

    /** Reads all of it; {@code cutOff} when there are more facts behind these. */
    public void run(Iterator<LoggedFact> facts, boolean cutOff) {
        while (facts.hasNext()) {
            LoggedFact fact = facts.next();
            Lookahead cited = inputs.get(fact.cited().topic());
            while (cited != null && cited.reaches(fact.cited().offset())) {
                checker.input(cited.next());
            }
            checker.fact(fact);
        }
        Lookahead requests = inputs.get(Topics.JOB_REQUESTS.name());
        while (requests != null && requests.reaches(Long.MAX_VALUE)) {
            checker.pending(requests.next());
        }
        checker.end(cutOff);
    }

    private static final class Lookahead {
        private final Iterator<InputRecord> records;
        private @Nullable InputRecord next;

        Lookahead(Iterator<InputRecord> records) {
            this.records = records;
        }

        boolean reaches(long offset) {
            if (next == null && records.hasNext()) {
                next = records.next();
            }
            return next != null && next.position().offset() <= offset;
        }

        InputRecord next() {
            InputRecord record = next;
            if (record == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return record;
        }
    }
}
