// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.verdict;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How often each rule was tested, and what broke it; of the latter the first so many are kept, and all counted. */
public final class Verdict {
    private final int violationsMax;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Rule, Count> counts = new EnumMap<>(Rule.class);

    public Verdict(int violationsMax) {
        this.violationsMax = violationsMax;
        Stream.of(Rule.values()).forEach(rule -> counts.put(rule, new Count()));
    }

    /**
     * How a rule fared.
     *
     * @param tested how often it was tested
     * @param violated how often it did not hold
     * @param unread how often it could not be tested, because what it needs was not read
     */
    public record Score(long tested, long violated, long unread) {}

    /** Counts a test, and keeps a violation unless {@code holds}; tells {@code holds}. */
    public boolean test(Rule rule, boolean holds, Supplier<String> sentence, List<RecordPosition> records) {
        count(rule).tested++;
        if (!holds) {
            count(rule).violated++;
            if (violations.size() < violationsMax) {
                violations.add(new Violation(rule, sentence.get(), records));
            }
        }
        return holds;
    }

    /** Notes that a rule could not be tested here, because what it needs was not read. */
    public void unread(Rule rule) {
        count(rule).unread++;
    }

    /** How one rule fared. */
    public Score score(Rule rule) {
        Count count = count(rule);
        return new Score(count.tested, count.violated, count.unread);
    }

    public Map<Rule, Score> scores() {
        Map<Rule, Score> scores = new EnumMap<>(Rule.class);
        counts.keySet().forEach(rule -> scores.put(rule, score(rule)));
        return scores;
    }

    /** The first ones, in the order in which they were found. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    private Count count(Rule rule) {
        return Objects.requireNonNull(counts.get(rule));
    }

    private static final class Count {
        private long tested;
        private long violated;
        private long unread;
    }
}
