// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import io.jobstream.schemas.TenantPolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Since when jobs wait for a runner, without those whose tenant had a limit of slots meanwhile: what a policy holds
 * back, no fault does.
 */
final class WaitingJobs {
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Instant> queuedAt = new HashMap<>();
    private final Set<Place> limited = new HashSet<>();

    /** Where a policy counts: each partition is told by itself. */
    private record Place(int partition, String tenant) {}

    void admitted(String jobId, int partition, String tenant) {
        places.put(jobId, new Place(partition, tenant));
    }

    void queued(String jobId, Instant at) {
        if (!limited.contains(places.get(jobId))) {
            queuedAt.putIfAbsent(jobId, at);
        }
    }

    void changed(int partition, TenantPolicy policy) {
        Place place = new Place(partition, policy.getTenant());
        if (policy.getSlotsMax() == null) {
            limited.remove(place);
        } else {
            limited.add(place);
            queuedAt.keySet().removeIf(jobId -> place.equals(places.get(jobId)));
        }
    }

    /** Since when the job, which has its runner, had waited; empty when that is not known, or does not count. */
    Optional<Instant> started(String jobId) {
        return Optional.ofNullable(queuedAt.remove(jobId));
    }

    void settled(String jobId) {
        queuedAt.remove(jobId);
        places.remove(jobId);
    }
}
