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
 * @param backlog jobs that wait all the time for a runner that never comes: what a copy of streams takes over
 * @param faults which faults there are
 * @param fleet what works
 * @param directory data, logs and evidence; made when missing
 */
public record ChaosSettings(
        long seed, Duration length, double rate, int backlog, FaultChoice faults, FleetSettings fleet, Path directory) {
    public ChaosSettings {
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("--duration must be positive: " + length.toSeconds() + " s");
        }
        if (backlog < 0 || backlog > 1_000_000) {
            throw new IllegalArgumentException("--backlog must be from 0 to 1000000: " + backlog);
        }
        if (!(rate > 0 && rate <= 1_000)) {
            throw new IllegalArgumentException("--rate must be above 0 and at most 1000 jobs a second: " + rate);
        }
    }
}
