// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import java.util.List;

/** Patterns of which the last that matches decides; one with a {@code !} in front takes away. */
final class Globs {
    private final List<String> patterns;
    private final List<Term> terms;
    private final boolean startsFull;

    Globs(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.terms = patterns.stream()
                .map(pattern -> pattern.startsWith("!")
                        ? new Term(new Glob(pattern.substring(1)), false)
                        : new Term(new Glob(pattern), true))
                .toList();
        // Only exceptions are exceptions from everything.
        this.startsFull = !terms.isEmpty() && terms.stream().noneMatch(Term::adds);
    }

    private record Term(Glob glob, boolean adds) {}

    boolean isEmpty() {
        return terms.isEmpty();
    }

    boolean matches(String text) {
        boolean matches = startsFull;
        for (Term term : terms) {
            if (term.adds() != matches && term.glob().matches(text)) {
                matches = term.adds();
            }
        }
        return matches;
    }

    /** As they were written. */
    @Override
    public String toString() {
        return patterns.toString();
    }
}
