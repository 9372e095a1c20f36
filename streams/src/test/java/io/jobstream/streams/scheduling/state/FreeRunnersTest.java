// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Packing;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.streams.scheduling.decision.Capacity;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Resources;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreeRunnersTest {
    private static final int RUNNERS = 30;
    private static final int STEPS = 20_000;
    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final List<String> RESOURCES = List.of("gpu", "licence");

    private final FreeRunners free = new FreeRunners();
    private final Map<RunnerId, Free> told = new TreeMap<>();
    private final Random random = new Random(7);
    private Packing packing = Packing.SPREAD;

    private record Free(Runner runner, int slots, Resources left) {
        boolean fits(Requirements required) {
            return runner.capacity()
                            .labels()
                            .values()
                            .containsAll(required.labels().values())
                    && required.resources().counts().entrySet().stream()
                            .allMatch(asked -> left.count(asked.getKey()) >= asked.getValue());
        }

        long unneeded(Requirements required) {
            return runner.capacity().resources().counts().keySet().stream()
                    .filter(name -> required.resources().count(name) == 0)
                    .count();
        }

        int leftOf(Requirements required) {
            return required.resources().counts().keySet().stream()
                    .mapToInt(left::count)
                    .sum();
        }
    }

    @Test
    void findsWhatTheSearchOfAllFindsWhateverComesAndGoes() {
        for (int step = 0; step < STEPS; step++) {
            change();
            Requirements required = new Requirements(someLabels(), someResources(3));
            Set<RunnerId> except = someRunners();
            assertThat(free.choose(required, except)).isEqualTo(searched(required, except));
            assertThat(free.nearest(required)).isEqualTo(searchedNearest(required));
            assertThat(free.isEmpty()).isEqualTo(told.isEmpty());
        }
    }

    private void change() {
        RunnerId id = new RunnerId("pool", "r" + random.nextInt(RUNNERS));
        int slots = Math.max(0, random.nextInt(6) - 3);
        if (random.nextInt(200) == 0) {
            packing = packing == Packing.PACK ? Packing.SPREAD : Packing.PACK;
            free.pack(packing);
        } else if (random.nextInt(10) == 0) {
            free.remove(id);
            told.remove(id);
        } else {
            Resources all = someResources(4);
            Map<String, Integer> left = new HashMap<>(all.counts());
            left.replaceAll((name, count) -> random.nextInt(count + 1));
            Runner runner = runner(id, new Capacity(someLabels(), 4, all));
            free.set(runner, slots, Resources.of(left));
            told.remove(id);
            if (slots > 0) {
                told.put(id, new Free(runner, slots, Resources.of(left)));
            }
        }
    }

    private Optional<Runner> searched(Requirements required, Set<RunnerId> except) {
        int sign = packing == Packing.PACK ? 1 : -1;
        return told.values().stream()
                .filter(each ->
                        each.fits(required) && !except.contains(each.runner().id()))
                .min(Comparator.<Free>comparingLong(each -> each.unneeded(required))
                        .thenComparing(each -> sign * each.leftOf(required))
                        .thenComparing(each -> sign * each.slots())
                        .thenComparing(each -> each.runner().id()))
                .map(Free::runner);
    }

    private Optional<Runner> searchedNearest(Requirements required) {
        int sign = packing == Packing.PACK ? 1 : -1;
        return told.values().stream()
                .filter(each -> each.runner().capacity().meets(required))
                .min(Comparator.<Free, Integer>comparing(each -> -each.left().towards(required.resources()))
                        .thenComparing(each -> sign * each.slots())
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

    private Resources someResources(int most) {
        Map<String, Integer> counts = new HashMap<>();
        RESOURCES.forEach(name -> counts.put(name, Math.max(0, random.nextInt(most + 3) - 2)));
        return Resources.of(counts);
    }

    private Set<RunnerId> someRunners() {
        Set<RunnerId> some = new HashSet<>();
        if (random.nextInt(3) == 0) {
            IntStream.range(0, 10).forEach(each -> some.add(new RunnerId("pool", "r" + random.nextInt(RUNNERS))));
        }
        return some;
    }

    private static Runner runner(RunnerId id, Capacity capacity) {
        return new Runner(
                id,
                "session",
                List.of(),
                capacity,
                RunnerPhase.READY,
                0,
                Instant.EPOCH,
                null,
                false,
                Runner.Presence.HERE);
    }
}
