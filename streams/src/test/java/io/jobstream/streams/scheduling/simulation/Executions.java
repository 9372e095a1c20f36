// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.runner.session.AttemptId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What really runs, wherever: the truth that leases are about. */
final class Executions {
    private final Map<AttemptId, String> running = new LinkedHashMap<>();

    void started(AttemptId id, String session) {
        for (Map.Entry<AttemptId, String> other : running.entrySet()) {
            Violation.unless(
                    !other.getKey().jobId().equals(id.jobId()),
                    Rule.NO_OVERLAP,
                    id + " starts in " + session + " while " + other.getKey() + " runs in " + other.getValue());
        }
        running.put(id, session);
    }

    void ended(AttemptId id) {
        running.remove(id);
    }

    boolean runs(AttemptId id) {
        return running.containsKey(id);
    }
}
