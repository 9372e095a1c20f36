// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is.
 *
 * @param seed of the faults and of the jobs
 * @param length how long there are faults
 * @param rate jobs a second
 * @param faults which faults there are
 * @param fleet what works
 * @param directory data, logs and evidence; made when missing
 */
public record ChaosSettings(
        long seed, Duration length, double rate, FaultChoice faults, FleetSettings fleet, Path directory) {
    public ChaosSettings {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("--duration must be positive: " + length.toSeconds() + " s");
        }
        if (!(rate > 0 && rate <= 1_000)) {
            throw new IllegalArgumentException("--rate must be above 0 and at most 1000 jobs a second: " + rate);
        }
    }
}
