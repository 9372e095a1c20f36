// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs both cores through minutes of faults in milliseconds. A seed fixes everything, so a failure is reproduced with
 * {@code -Dsim.seed=<seed>}; {@code -Dsim.runs=<count>} runs more of them.
 */
class SchedulerSimulationTest {
    static LongStream seeds() {
        Long only = Long.getLong("sim.seed");
        return only != null ? LongStream.of(only) : LongStream.range(0, Integer.getInteger("sim.runs", 200));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPromiseHoldsWhateverHappens(long seed) {
        assertThat(new SimulatedSeed().apply(seed)).isEmpty();
    }
}
