// SPDX-License-Identifier: Apache-2.0
package io.jobstream.health;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a service can do its work, as {@code /readyz} tells it.
 *
 * @param problems what keeps it from being ready, in words for an operator; empty when it is ready
 * @param warnings what an operator should mend although it works, such as a refused change of its settings
 */
public record Health(List<String> problems, List<String> warnings) {
    public static final Health READY = new Health(List.of());

    public Health {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    public Health(List<String> problems) {
        this(problems, List.of());
    }

    public static Health notReady(String problem) {
        return new Health(List.of(problem));
    }

    public static Health readyBut(String warning) {
        return new Health(List.of(), List.of(warning));
    }

    public boolean ready() {
        return problems.isEmpty();
    }

    public Health and(Health other) {
        return new Health(joined(problems, other.problems), joined(warnings, other.warnings));
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
