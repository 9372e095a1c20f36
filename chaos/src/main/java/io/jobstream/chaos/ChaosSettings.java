// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run is.
 *
 * @param seed of the faults and of the jobs
 * @param length how long there are faults
 * @param rate jobs a second
 * @param faultsEvery the mean time between two faults
 * @param directory data, logs and evidence; made when missing
 * @param program how the program is started, as the first words of a command line
 */
public record ChaosSettings(
        long seed, Duration length, double rate, Duration faultsEvery, Path directory, List<String> program) {
    public ChaosSettings {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("--duration must be positive: " + length.toSeconds() + " s");
        }
        if (!(rate > 0 && rate <= 1_000)) {
            throw new IllegalArgumentException("--rate must be above 0 and at most 1000 jobs a second: " + rate);
        }
        if (faultsEvery.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("--faults-every must be at least 100ms");
        }
        program = List.copyOf(program);
    }
}
