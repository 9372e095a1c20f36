// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What must hold of an event for a rule to start something: one of these. */
record Condition(List<Wanted> anyOf) {
    private static final int SHOWN_MAX = 3;
    private static final int SHOWN_LENGTH_MAX = 100;

    Condition {
        anyOf = List.copyOf(anyOf);
    }

    static Condition of(Fact fact, Globs patterns) {
        return new Condition(List.of(new Wanted(fact, patterns)));
    }

    /** That a fact matches patterns. */
    record Wanted(Fact fact, Globs patterns) {
        /** What is not known may be anything: nothing that should start may be missed. */
        boolean holds(Event event) {
            List<String> found = event.facts().get(fact);
            return found == null || found.stream().anyMatch(patterns::matches);
        }

        private String whyNot(Event event) {
            List<String> found = event.facts().getOrDefault(fact, List.of());
            if (found.isEmpty()) {
                return fact.field() + ": there is none";
            }
            String shown = found.stream()
                    .limit(SHOWN_MAX)
                    .map(text -> text.substring(0, Math.min(SHOWN_LENGTH_MAX, text.length())))
                    .collect(Collectors.joining(", "));
            int more = found.size() - SHOWN_MAX;
            return fact.field() + ": " + shown + (more > 0 ? " and " + more + " more" : "") + " matches none of "
                    + patterns;
        }
    }

    /** Why it does not hold; empty when it does. */
    Optional<String> whyNot(Event event) {
        if (anyOf.stream().anyMatch(wanted -> wanted.holds(event))) {
            return Optional.empty();
        }
        return Optional.of(anyOf.stream().map(wanted -> wanted.whyNot(event)).collect(Collectors.joining("; ")));
    }
}
