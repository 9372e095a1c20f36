// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.fleet;

import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.TenantStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cells of a pool as one pool. */
final class PoolSum {
    private PoolSum() {}

    /** Of at least one; a single one is given as it is. */
    static PoolStatus of(String pool, List<PoolStatus> cells) {
        if (cells.size() == 1) {
            return cells.get(0).getPool().equals(pool)
                    ? cells.get(0)
                    : PoolStatus.newBuilder(cells.get(0)).setPool(pool).build();
        }
        return PoolStatus.newBuilder()
                .setPool(pool)
                .setWaiting(sum(cells, PoolStatus::getWaiting))
                .setQueued(sum(cells, PoolStatus::getQueued))
                .setLeased(sum(cells, PoolStatus::getLeased))
                .setRunnersReady((int) sum(cells, PoolStatus::getRunnersReady))
                .setRunnersDraining((int) sum(cells, PoolStatus::getRunnersDraining))
                .setRunnersDeaf((int) sum(cells, PoolStatus::getRunnersDeaf))
                .setRunnersLost((int) sum(cells, PoolStatus::getRunnersLost))
                .setSlots((int) sum(cells, PoolStatus::getSlots))
                .setSlotsFree((int) sum(cells, PoolStatus::getSlotsFree))
                .setQueues(merged(cells, PoolStatus::getQueues, QueueStatus::getRequirementSet, PoolSum::together))
                .setTenants(merged(cells, PoolStatus::getTenants, TenantStatus::getTenant, PoolSum::together))
                .setDemand(merged(cells, PoolStatus::getDemand, RunnerDemand::getRequirementSet, PoolSum::together))
                .setFairness(least(cells))
                .setUpdatedAt(cells.stream()
                        .map(PoolStatus::getUpdatedAt)
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH))
                .build();
    }

    /** Whoever waits without a runner in one cell does not wait for those of another: the worst reason counts. */
    private static QueueStatus together(QueueStatus a, QueueStatus b) {
        QueueStatus worse = rank(a.getReason()) >= rank(b.getReason()) ? a : b;
        return QueueStatus.newBuilder(worse)
                .setQueued(a.getQueued() + b.getQueued())
                .setOldestQueuedAt(earlier(a.getOldestQueuedAt(), b.getOldestQueuedAt()))
                .setMatchingRunners(a.getMatchingRunners() + b.getMatchingRunners())
                .setFreeSlots(a.getFreeSlots() + b.getFreeSlots())
                .build();
    }

    private static int rank(QueueReason reason) {
        return switch (reason) {
            case UNKNOWN, NONE -> 0;
            case RUNNERS_BUSY -> 1;
            case RUNNERS_UNAVAILABLE -> 2;
            case NO_MATCHING_RUNNER -> 3;
        };
    }

    private static TenantStatus together(TenantStatus a, TenantStatus b) {
        return new TenantStatus(
                a.getTenant(),
                a.getQueued() + b.getQueued(),
                a.getSlots() + b.getSlots(),
                a.getSlotMillis() + b.getSlotMillis());
    }

    private static RunnerDemand together(RunnerDemand a, RunnerDemand b) {
        return new RunnerDemand(
                a.getRequirementSet(),
                a.getSlotsTaken() + b.getSlotsTaken(),
                a.getQueued() + b.getQueued(),
                a.getArrivalsPerSecond() + b.getArrivalsPerSecond(),
                mean(a.getExpectedMillis(), b.getExpectedMillis()),
                a.getSlotsWanted() + b.getSlotsWanted());
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return Stream.of(a, b)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Long mean(@Nullable Long a, @Nullable Long b) {
        return a == null ? b : b == null ? a : Long.valueOf((a + b) / 2);
    }

    /** Shares are held within a cell, so that the unfairest is what somebody sees. */
    private static @Nullable Double least(List<PoolStatus> cells) {
        return cells.stream()
                .map(PoolStatus::getFairness)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static long sum(List<PoolStatus> cells, ToLongFunction<PoolStatus> measure) {
        return cells.stream().mapToLong(measure).sum();
    }

    private static <T> List<T> merged(
            List<PoolStatus> cells,
            Function<PoolStatus, List<T>> parts,
            Function<T, String> key,
            BinaryOperator<T> together) {
        Map<String, T> byKey = cells.stream()
                .map(parts)
                .flatMap(Collection::stream)
                .collect(Collectors.toMap(key, Function.identity(), together, TreeMap::new));
        return List.copyOf(byKey.values());
    }
}
