// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.RunnerState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * How many runners of a group to start, and whom to drain.
 *
 * @param starts how many
 * @param drains idle for longest first
 */
public record ScalingDecision(int starts, List<SeenRunner> drains) {
    private static final ScalingDecision NOTHING = new ScalingDecision(0, List.of());

    /**
     * Starts all that is missing at once. Drains who has been idle for long enough, as long as more remain than are
     * wanted and than there are to be at least.
     *
     * @param own the group's runners, as {@code ledger} has looked at them
     */
    public static ScalingDecision of(
            RunnerGroup group, long slotsWanted, List<SeenRunner> own, GroupLedger ledger, Instant now) {
        List<SeenRunner> live = own.stream()
                .filter(runner -> runner.is(RunnerState.READY) && !ledger.isAsked(runner, now))
                .toList();
        int launching = ledger.launching().size();
        int wanted = runnersWanted(group, slotsWanted);
        int missing = wanted - live.size() - launching;
        if (missing > 0) {
            int room = group.max() - existing(own) - launching - ledger.unseen();
            return ledger.mayLaunch(now)
                    ? new ScalingDecision(Math.max(0, Math.min(missing, room)), List.of())
                    : NOTHING;
        }
        // Those that are being started are not counted: they may never come.
        int spare = live.size() - wanted;
        return spare <= 0 ? NOTHING : new ScalingDecision(0, idlest(group, live, spare));
    }

    static int runnersWanted(RunnerGroup group, long slotsWanted) {
        long runners = (slotsWanted + group.slots() - 1) / group.slots();
        return (int) Math.max(group.min(), Math.min(group.max(), runners));
    }

    /** Whoever takes up room: also those that finish what they have, and those that are deaf and may hear again. */
    private static int existing(List<SeenRunner> own) {
        return (int) own.stream()
                .filter(runner -> !runner.is(RunnerState.LEFT) && !runner.is(RunnerState.LOST))
                .count();
    }

    private static List<SeenRunner> idlest(RunnerGroup group, List<SeenRunner> live, int most) {
        return live.stream()
                .filter(runner -> runner.idleFor(group.idleFor()))
                .sorted(Comparator.comparing((SeenRunner runner) -> Objects.requireNonNull(runner.idleSince()))
                        .thenComparing(SeenRunner::name))
                .limit(most)
                .toList();
    }
}
