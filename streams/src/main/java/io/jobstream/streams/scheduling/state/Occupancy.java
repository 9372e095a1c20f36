// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.streams.scheduling.decision.Resources;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import java.util.HashMap;
import java.util.Map;

/** What leases take of runners. */
final class Occupancy {
    private final Map<RunnerId, Taken> taken = new HashMap<>();

    void clear() {
        taken.clear();
    }

    /** A lease takes a slot and resources, or no longer does. */
    void change(RunnerId id, Resources ofLease, int step) {
        Taken after = taken(id).changed(ofLease, step);
        if (after.slots == 0) {
            taken.remove(id);
        } else {
            taken.put(id, after);
        }
    }

    int slotsFree(Runner runner) {
        return runner.capacity().slots() - taken(runner.id()).slots;
    }

    Resources resourcesLeft(Runner runner) {
        return runner.capacity().resources().minus(taken(runner.id()).resources);
    }

    private Taken taken(RunnerId id) {
        return taken.getOrDefault(id, Taken.NOTHING);
    }

    private record Taken(int slots, Resources resources) {
        private static final Taken NOTHING = new Taken(0, Resources.NONE);

        Taken changed(Resources ofLease, int step) {
            return new Taken(slots + step, step > 0 ? resources.plus(ofLease) : resources.minus(ofLease));
        }
    }
}
