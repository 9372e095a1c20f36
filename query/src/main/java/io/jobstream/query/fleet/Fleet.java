// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.fleet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TenantStatus;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolCells;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pools, runners and tenants' policies as they are now. Safe for use by many threads. */
public final class Fleet {
    private final Map<String, PoolStatus> pools = new ConcurrentSkipListMap<>();
    private final Map<String, TenantPolicy> policies = new ConcurrentSkipListMap<>();
    private final Map<String, PoolPolicy> poolPolicies = new ConcurrentSkipListMap<>();
    private final PoolCells cells = new PoolCells();
    private final Map<String, RunnerStatus> runners = new ConcurrentSkipListMap<>();

    public void pool(Received<PoolStatus> received) {
        put(pools, received);
    }

    public void runner(Received<RunnerStatus> received) {
        put(runners, received);
    }

    /** Each partition has the same. */
    public void policy(Received<TenantPolicy> received) {
        put(policies, received);
    }

    /** Takes a policy. @return whether its pool has more cells than before */
    public boolean poolPolicy(Received<PoolPolicy> received) {
        put(poolPolicies, received);
        return received.value() != null && cells.take(received.value());
    }

    /** What topics call a pool's cells, the first one first. */
    public List<String> cells(String pool) {
        return cells.names(pool);
    }

    /** Makes of a cell's name in {@code pool} the pool's, and of its number {@code cell}, where a pool has several. */
    public ObjectNode nameCell(ObjectNode json) {
        Cell cell = Cell.of(json.path("pool").asText());
        if (cell.number() > 0 || cells.count(cell.pool()) > 1) {
            json.put("pool", cell.pool()).put("cell", cell.number());
        }
        return json;
    }

    /** A pool, or a cell, as a sentence names it. */
    public static String inWords(String name) {
        Cell cell = Cell.of(name);
        return cell.number() == 0 ? name : cell.pool() + ", cell " + cell.number();
    }

    /** How many slots of a pool, or of a cell, a tenant may have; empty for no limit. */
    public Optional<Integer> slotsMax(String pool, String tenant) {
        int count = cells.count(pool);
        return policy(tenant).map(TenantPolicy::getSlotsMax).map(most -> (most + count - 1) / count);
    }

    /** Which of the runners that fit is given a job of a pool. */
    public Packing packing(String pool) {
        PoolPolicy policy = poolPolicies.get(pool);
        return policy == null || policy.getPacking() == null ? Packing.SPREAD : policy.getPacking();
    }

    public Optional<TenantPolicy> policy(String tenant) {
        return Optional.ofNullable(policies.get(tenant));
    }

    /** Slots of a pool that a tenant's leases take. */
    public int slots(String pool, String tenant) {
        return pool(pool).stream()
                .flatMap(status -> status.getTenants().stream())
                .filter(status -> status.getTenant().equals(tenant))
                .mapToInt(TenantStatus::getSlots)
                .sum();
    }

    /** Policies that differ from the default, by tenant. */
    public List<TenantPolicy> policies() {
        return policies.values().stream()
                .filter(policy ->
                        policy.getWeight() != 1 || policy.getSlotsMax() != null || policy.getQueuedMax() != null)
                .toList();
    }

    /** A pool without cells, or one cell. */
    public Optional<PoolStatus> pool(String pool) {
        return Optional.ofNullable(pools.get(pool));
    }

    /** A pool with all its cells. */
    public Optional<PoolStatus> whole(String pool) {
        List<PoolStatus> parts =
                cells(pool).stream().flatMap(cell -> pool(cell).stream()).toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(PoolSum.of(pool, parts));
    }

    /** The names of pools, not of cells. */
    public Collection<String> poolNames() {
        return pools.keySet().stream().map(Cell::poolOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Runners by id; of one pool, with all its cells, unless null. */
    public List<RunnerStatus> runners(@Nullable String pool) {
        return runners.values().stream()
                .filter(runner -> pool == null || pool.equals(Cell.poolOf(runner.getPool())))
                .toList();
    }

    private Stream<RunnerStatus> present(String cell) {
        return runners.values().stream()
                .filter(runner -> runner.getPool().equals(cell))
                .filter(runner -> runner.getState() != RunnerState.LEFT && runner.getState() != RunnerState.LOST);
    }

    /** What those who ask for this share. */
    public Optional<QueueStatus> queue(String pool, String requirementSet) {
        PoolStatus status = pools.get(pool);
        return status == null
                ? Optional.empty()
                : status.getQueues().stream()
                        .filter(queue -> queue.getRequirementSet().equals(requirementSet))
                        .findFirst();
    }

    /** How many slots those who ask for this want, and how long they take. */
    public Optional<RunnerDemand> demand(String pool, String requirementSet) {
        return pool(pool).stream()
                .flatMap(status -> status.getDemand().stream())
                .filter(demand -> demand.getRequirementSet().equals(requirementSet))
                .findFirst();
    }

    /** Every label of a runner of this pool that has not left. */
    public Set<String> labels(String pool) {
        Set<String> labels = new TreeSet<>();
        present(pool).forEach(runner -> labels.addAll(runner.getLabels()));
        return labels;
    }

    /** The most of a resource that a runner of this pool has, which has not left; 0 when none has any. */
    public int most(String pool, String resource) {
        return present(pool)
                .mapToInt(runner -> runner.getResources().getOrDefault(resource, 0))
                .max()
                .orElse(0);
    }

    private static <T> void put(Map<String, T> statuses, Received<T> received) {
        if (received.value() == null) {
            statuses.remove(received.key());
        } else {
            statuses.put(received.key(), received.value());
        }
    }
}
