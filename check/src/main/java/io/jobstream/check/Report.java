// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import io.jobstream.check.reading.TopicReader.PartitionRead;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.check.verdict.Violation;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param read what was read, by topic
 * @param scores how each rule fared
 * @param violations the first ones
 * @param outcomes settled jobs by outcome
 * @param leaseEnds ended leases by how they did
 * @param counts what else was counted
 * @param jobsForgotten jobs that were too many to be remembered to the end
 */
public record Report(
        Map<String, List<PartitionRead>> read,
        Map<Rule, Verdict.Score> scores,
        List<Violation> violations,
        Map<Outcome, Long> outcomes,
        Map<LeaseEndReason, Long> leaseEnds,
        Map<Counted, Long> counts,
        long jobsForgotten) {

    static Report of(Map<String, List<PartitionRead>> read, Verdict verdict, Tally tally, long jobsForgotten) {
        Map<Counted, Long> counts = new EnumMap<>(Counted.class);
        for (Counted counted : Counted.values()) {
            counts.put(counted, tally.of(counted));
        }
        return new Report(
                read,
                verdict.scores(),
                verdict.violations(),
                tally.outcomes(),
                tally.leaseEnds(),
                Collections.unmodifiableMap(counts),
                jobsForgotten);
    }

    /** Whether every rule holds, as far as it could be tested. */
    public boolean holds() {
        return violationsCounted() == 0;
    }

    /** All violations, also those that are not told. */
    public long violationsCounted() {
        return scores.values().stream().mapToLong(Verdict.Score::violated).sum();
    }

    /** How one rule fared. */
    public Verdict.Score score(Rule rule) {
        return scores.getOrDefault(rule, new Verdict.Score(0, 0, 0));
    }

    /** How many attempts were granted. */
    public long attempts() {
        return count(Counted.ATTEMPTS);
    }

    /** How many jobs settled. */
    public long settled() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(Counted counted) {
        return counts.getOrDefault(counted, 0L);
    }

    /** How many records were read of all topics. */
    public long records() {
        return read.values().stream()
                .flatMap(List::stream)
                .mapToLong(PartitionRead::records)
                .sum();
    }
}
