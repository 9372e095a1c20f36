// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.JobSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pool and its tenants still have room for, while jobs of one request are taken one after the other. */
final class Room {
    private final SchedulingView view;
    private final PoolLimits limits;
    private final String pool;
    private final SchedulingView.PoolSize size;
    private final Map<String, Integer> takenOf = new HashMap<>();
    private final Set<String> newTenants = new HashSet<>();
    private final Set<Requirements> newSets = new HashSet<>();
    private int taken;

    Room(SchedulingView view, PoolLimits limits, String pool) {
        this.view = view;
        this.limits = limits;
        this.pool = pool;
        this.size = view.size(pool);
    }

    /** Takes a job; or says which limit it is beyond, and then everything is as before. */
    Optional<String> take(JobSpec spec) {
        if (size.jobs() + taken + 1 > limits.jobs()) {
            return Optional.of("pool " + pool + " has " + size.jobs() + " jobs that have not settled, of at most "
                    + limits.jobs() + ": try again when some of them have");
        }
        String tenant = spec.getTenant();
        int before = takenOf.getOrDefault(tenant, 0);
        Integer most = view.terms(tenant).inEachOf(view.poolTerms(pool).cells()).queuedMax();
        int queued = view.queued(pool, tenant);
        if (most != null && queued + before + 1 > most) {
            return Optional.of("tenant " + tenant + " has " + queued + " jobs that wait in pool " + pool
                    + ", of at most " + most + ": try again when fewer do");
        }
        boolean newTenant = !newTenants.contains(tenant) && !view.hasJobs(pool, tenant);
        if (newTenant && size.tenants() + newTenants.size() + 1 > limits.tenants()) {
            return Optional.of("pool " + pool + " has jobs of " + size.tenants() + " tenants, of at most "
                    + limits.tenants() + ": try again when some of them have none left");
        }
        Requirements requirements = Requirements.of(spec);
        boolean newSet = !newSets.contains(requirements) && !view.asksFor(pool, requirements);
        if (newSet && size.requirementSets() + newSets.size() + 1 > limits.labelSets()) {
            return Optional.of("the jobs of pool " + pool + " ask for " + size.requirementSets()
                    + " different sets of labels and resources, of at most " + limits.labelSets()
                    + ": use fewer, or try again when some of them have settled");
        }
        taken++;
        takenOf.put(tenant, before + 1);
        if (newTenant) {
            newTenants.add(tenant);
        }
        if (newSet) {
            newSets.add(requirements);
        }
        return Optional.empty();
    }
}
