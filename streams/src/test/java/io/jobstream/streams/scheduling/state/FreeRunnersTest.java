// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.RunnerPhase;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreeRunnersTest {
    private static final int STEPS = 20_000;
    private static final int RUNNERS = 12;
    private static final List<String> LABELS = List.of("a", "b", "c");

    private final FreeRunners free = new FreeRunners();
    private final Map<RunnerId, Free> told = new TreeMap<>();
    private final Random random = new Random(7);

    private record Free(Runner runner, int slots) {}

    @Test
    void findsTheFreestThatHasTheLabelsWhateverComesAndGoes() {
        for (int step = 0; step < STEPS; step++) {
            change();
            Labels required = someLabels();
            assertThat(free.freest(required)).isEqualTo(searched(required));
            assertThat(free.isEmpty()).isEqualTo(told.isEmpty());
        }
    }

    private void change() {
        RunnerId id = new RunnerId("pool", "r" + random.nextInt(RUNNERS));
        int slots = Math.max(0, random.nextInt(6) - 3);
        if (random.nextInt(10) == 0) {
            free.remove(id);
            told.remove(id);
        } else {
            Runner runner = runner(id, someLabels());
            free.set(runner, slots);
            told.remove(id);
            if (slots > 0) {
                told.put(id, new Free(runner, slots));
            }
        }
    }

    /** The same, found by a look at every runner. */
    private Optional<Runner> searched(Labels required) {
        return told.values().stream()
                .filter(each -> each.runner().labels().containAll(required))
                .min(Comparator.comparingInt(Free::slots)
                        .reversed()
                        .thenComparing(each -> each.runner().id()))
                .map(Free::runner);
    }

    private Labels someLabels() {
        int chosen = random.nextInt(1 << LABELS.size());
        return Labels.of(IntStream.range(0, LABELS.size())
                .filter(label -> (chosen & 1 << label) != 0)
                .mapToObj(LABELS::get)
                .toList());
    }

    private static Runner runner(RunnerId id, Labels labels) {
        return new Runner(
                id,
                "session",
                List.of(),
                labels,
                4,
                RunnerPhase.READY,
                0,
                Instant.EPOCH,
                null,
                false,
                Runner.Presence.HERE);
    }
}
