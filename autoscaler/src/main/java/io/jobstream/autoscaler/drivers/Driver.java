// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

import io.jobstream.autoscaler.decision.RunnerGroup;
import java.util.Optional;
import java.util.Set;

/** Makes runners, and cleans up after those that have left. */
public interface Driver {
    /**
     * Starts a runner of this name; it shows by joining its pool.
     *
     * @throws DriverException when it will not come
     */
    void start(RunnerGroup group, String runner) throws DriverException, InterruptedException;

    /**
     * Cleans up after a runner that has left. May be asked for again, also after a restart of this program.
     *
     * @throws DriverException when it is to be asked for again
     */
    void stop(RunnerGroup group, String runner) throws DriverException, InterruptedException;

    /** Why a runner that was started will not come, where that is known. */
    default Optional<String> failure(String runner) {
        return Optional.empty();
    }

    /** Runners that are to leave when this program ends; none where they live on without it. */
    default Set<String> children() {
        return Set.of();
    }
}
