// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which faults there are.
 *
 * @param every the mean time between two; exactly this with {@code inTurn}
 * @param inTurn strikes members in their order at even distances, instead of by chance
 * @param kinds what may happen
 * @param members what the names of those begin with who may be struck; all, when there is none
 * @param away how long a member is away each time; by chance, when it is not said
 */
public record FaultChoice(
        Duration every, boolean inTurn, Set<Fault.Kind> kinds, List<String> members, Optional<Duration> away) {
    public FaultChoice {
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("--faults-every must be at least 100ms");
        }
        if (away.isPresent() && away.get().compareTo(FaultPlan.SUSPENSION_MAX) > 0) {
            throw new IllegalArgumentException(
                    "--away must be at most " + FaultPlan.SUSPENSION_MAX.toSeconds() + "s, twice the lease");
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("--faults must name a fault");
        }
        kinds = Set.copyOf(EnumSet.copyOf(kinds));
        members = List.copyOf(members);
    }

    /** Any fault of any member, by chance. */
    public static FaultChoice any(Duration every) {
        return new FaultChoice(every, false, EnumSet.allOf(Fault.Kind.class), List.of(), Optional.empty());
    }

    /** @throws IllegalStateException when one of {@link #members} is nobody's beginning */
    void requireKnown(List<String> names) {
        for (String member : members) {
            if (names.stream().noneMatch(name -> name.startsWith(member))) {
                throw new IllegalStateException(
                        "--members " + member + ": no name begins so; there are " + String.join(", ", names));
            }
        }
    }

    boolean strikes(String member) {
        return members.isEmpty() || members.stream().anyMatch(member::startsWith);
    }
}
