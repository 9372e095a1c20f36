// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.metering;

import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerDemand;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What autoscalers of others go by, for each requirement set of each pool: those of KEDA and of Kubernetes' horizontal
 * pod autoscaler read metrics. A set that has gone from the pool's status has gone from here.
 */
final class DemandMeters {
    private final MeterRegistry meters;
    private final Map<String, PoolGauges> pools = new ConcurrentHashMap<>();

    DemandMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A pool as it is now; null when it has gone. */
    void pool(String name, @Nullable PoolStatus status) {
        pools.computeIfAbsent(name, PoolGauges::new).show(status);
    }

    private final class PoolGauges {
        private final MultiGauge wanted;
        private final MultiGauge taken;
        private final MultiGauge queued;

        PoolGauges(String pool) {
            wanted = gauge(pool, "jobstream.slots.wanted", "Slots that jobs which ask for these labels want");
            taken = gauge(pool, "jobstream.slots.taken", "Slots that leases of such jobs take");
            queued = gauge(pool, "jobstream.jobs.queued", "Such jobs that wait for a runner");
        }

        private MultiGauge gauge(String pool, String name, String description) {
            return MultiGauge.builder(name)
                    .description(description)
                    .tags("pool", pool)
                    .register(meters);
        }

        private synchronized void show(@Nullable PoolStatus status) {
            show(wanted, status, RunnerDemand::getSlotsWanted);
            show(taken, status, RunnerDemand::getSlotsTaken);
            show(queued, status, RunnerDemand::getQueued);
        }

        private static void show(
                MultiGauge gauge, @Nullable PoolStatus status, ToDoubleFunction<RunnerDemand> measure) {
            Iterable<Row<?>> rows = status == null
                    ? List.of()
                    : status.getDemand().stream()
                            .<Row<?>>map(demand -> Row.of(
                                    Tags.of("labels", demand.getRequirementSet()), measure.applyAsDouble(demand)))
                            .toList();
            gauge.register(rows, true);
        }
    }
}
