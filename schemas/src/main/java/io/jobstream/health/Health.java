// SPDX-License-Identifier: Apache-2.0
package io.jobstream.health;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a service can do its work, as {@code /readyz} tells it.
 *
 * @param problems what keeps it from being ready, in words for an operator; empty when it is ready
 */
public record Health(List<String> problems) {
    public static final Health READY = new Health(List.of());

    public Health {
        problems = List.copyOf(problems);
    }

    public static Health notReady(String problem) {
        return new Health(List.of(problem));
    }

    public boolean ready() {
        return problems.isEmpty();
    }

    public Health and(Health other) {
        return new Health(
                Stream.concat(problems.stream(), other.problems.stream()).toList());
    }
}
