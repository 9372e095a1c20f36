// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Jobs in the order of lists: all, and by pool, state, repository and tenant. */
final class JobIndex {
    private final NavigableMap<Place, KeptJob> all = new TreeMap<>();
    private final Map<String, NavigableMap<Place, KeptJob>> byPool = new HashMap<>();
    private final Map<String, NavigableMap<Place, KeptJob>> byRepository = new HashMap<>();
    private final Map<String, NavigableMap<Place, KeptJob>> byTenant = new HashMap<>();
    private final Map<JobState, NavigableMap<Place, KeptJob>> byState = new EnumMap<>(JobState.class);

    void add(KeptJob job) {
        all.put(job.place(), job);
        byPool.computeIfAbsent(job.pool(), key -> new TreeMap<>()).put(job.place(), job);
        byRepository.computeIfAbsent(job.repository(), key -> new TreeMap<>()).put(job.place(), job);
        byTenant.computeIfAbsent(job.tenant(), key -> new TreeMap<>()).put(job.place(), job);
        byState.computeIfAbsent(job.state(), key -> new TreeMap<>()).put(job.place(), job);
    }

    void remove(KeptJob job) {
        all.remove(job.place());
        remove(byPool, job.pool(), job);
        remove(byRepository, job.repository(), job);
        remove(byTenant, job.tenant(), job);
        remove(byState, job.state(), job);
    }

    /** The first of these jobs after a place, one more than {@code count} when there are more. */
    List<KeptJob> after(@Nullable Place place, JobFilter filter, int count) {
        NavigableMap<Place, KeptJob> narrowest = narrowest(filter);
        List<KeptJob> found = new ArrayList<>();
        for (KeptJob job : (place == null ? narrowest : narrowest.tailMap(place, false)).values()) {
            if (filter.shows(job)) {
                found.add(job);
            }
            if (found.size() > count) {
                break;
            }
        }
        return found;
    }

    private NavigableMap<Place, KeptJob> narrowest(JobFilter filter) {
        List<NavigableMap<Place, KeptJob>> choices = new ArrayList<>();
        choices.add(all);
        if (filter.pool() != null) {
            choices.add(byPool.getOrDefault(filter.pool(), new TreeMap<>()));
        }
        if (filter.state() != null) {
            choices.add(byState.getOrDefault(filter.state(), new TreeMap<>()));
        }
        if (filter.repository() != null) {
            choices.add(byRepository.getOrDefault(filter.repository(), new TreeMap<>()));
        }
        filter.tenants().only().ifPresent(tenant -> choices.add(byTenant.getOrDefault(tenant, new TreeMap<>())));
        return choices.stream().min(Comparator.comparing(Map::size)).orElse(all);
    }

    private static <K> void remove(Map<K, NavigableMap<Place, KeptJob>> index, K key, KeptJob job) {
        NavigableMap<Place, KeptJob> jobs = index.get(key);
        if (jobs != null) {
            jobs.remove(job.place());
            if (jobs.isEmpty()) {
                index.remove(key);
            }
        }
    }
}
