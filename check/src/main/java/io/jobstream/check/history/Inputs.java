// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which inputs facts cite, and the newest record that was read of each topic. */
final class Inputs {
    private final Verdict verdict;
    private final Tally tally;
    private final Map<String, InputRecord> newest = new HashMap<>();
    private final Map<Source, LoggedFact> cited = new HashMap<>();
    private @Nullable LoggedFact before;

    /** The largest stamp of a tick. */
    private Instant ticked = Instant.MIN;

    Inputs(Verdict verdict, Tally tally) {
        this.verdict = verdict;
        this.tally = tally;
    }

    void read(InputRecord record) {
        newest.put(record.position().topic(), record);
        record.as(RunnerHeartbeat.class)
                .filter(heartbeat -> heartbeat.getKind() == HeartbeatKind.TICK
                        && record.stamp().isAfter(ticked))
                .ifPresent(heartbeat -> ticked = record.stamp());
    }

    /** The newest tick up to the input; of what is caused by another topic, log time, which is no earlier. */
    Optional<Instant> ticked(CitedFact fact) {
        if (!fact.fact().cited().topic().equals(Topics.RUNNER_HEARTBEATS.name())) {
            return Optional.of(fact.event().getAt());
        }
        return fact.input() == null || ticked.equals(Instant.MIN) ? Optional.empty() : Optional.of(ticked);
    }

    /** Checks that time and inputs only go forward, and finds the input of a fact among those that were read. */
    CitedFact cite(LoggedFact fact) {
        RecordPosition position = fact.cited();
        InputRecord input = newest.get(position.topic());
        CitedFact found = new CitedFact(fact, input != null && input.position().equals(position) ? input : null);
        if (found.input() == null) {
            tally.add(Counted.INPUTS_UNREAD, 1);
        }
        checkForward(found);
        return found;
    }

    private void checkForward(CitedFact fact) {
        LoggedFact last = before;
        before = fact.fact();
        if (last != null) {
            boolean holds = !fact.event().getAt().isBefore(last.event().getAt());
            verdict.test(
                    Rule.LOG_TIME,
                    holds,
                    () -> "decided at " + fact.event().getAt() + ", after a fact that was decided at "
                            + last.event().getAt(),
                    holds ? List.of() : fact.with(last.position()));
        }
        RecordPosition position = fact.fact().cited();
        LoggedFact same = cited.put(new Source(position.topic(), position.partition()), fact.fact());
        if (same != null) {
            boolean holds = isLater(fact.fact(), same);
            verdict.test(
                    Rule.INPUT_ONCE,
                    holds,
                    () -> "fact " + fact.event().getIndex() + " of " + position + " follows fact "
                            + same.event().getIndex() + " of " + same.cited(),
                    holds ? List.of() : fact.with(same.position()));
        }
    }

    private static boolean isLater(LoggedFact fact, LoggedFact than) {
        long offset = fact.cited().offset();
        long offsetBefore = than.cited().offset();
        return offset > offsetBefore
                || (offset == offsetBefore
                        && fact.event().getIndex() > than.event().getIndex());
    }

    private record Source(String topic, int partition) {}
}
