// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.topics.TrustedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemandMetersTest {
    static {
        TrustedRecords.trust();
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DemandMeters demand = new DemandMeters(meters);

    @Test
    void showsWhatTheJobsOfEachPoolWantByTheLabelsThatTheyAskFor() {
        demand.pool("blue", status("blue", demand("linux", 2, 5, 4), demand("", 0, 1, 1)));
        demand.pool("green", status("green", demand("linux", 1, 0, 1)));

        assertThat(gauge("jobstream.slots.wanted", "blue", "linux")).isEqualTo(4);
        assertThat(gauge("jobstream.slots.taken", "blue", "linux")).isEqualTo(2);
        assertThat(gauge("jobstream.jobs.queued", "blue", "linux")).isEqualTo(5);
        assertThat(gauge("jobstream.slots.wanted", "blue", "")).isEqualTo(1);
        assertThat(gauge("jobstream.slots.wanted", "green", "linux")).isEqualTo(1);
    }

    @Test
    void followsEachStatementAndForgetsWhatNobodyWantsAnyMore() {
        demand.pool("blue", status("blue", demand("linux", 2, 5, 4), demand("gpu", 1, 0, 1)));

        demand.pool("blue", status("blue", demand("linux", 0, 0, 0)));

        assertThat(gauge("jobstream.slots.wanted", "blue", "linux")).isZero();
        assertThat(meters.find("jobstream.slots.wanted").tag("labels", "gpu").gauges())
                .isEmpty();

        demand.pool("blue", null);

        assertThat(meters.find("jobstream.slots.wanted").gauges()).isEmpty();
    }

    private double gauge(String name, String pool, String labels) {
        return meters.get(name).tags("pool", pool, "labels", labels).gauge().value();
    }

    private static RunnerDemand demand(String set, int taken, long queued, int wanted) {
        return new RunnerDemand(set, taken, queued, 0.0, null, wanted);
    }

    private static PoolStatus status(String pool, RunnerDemand... demand) {
        return PoolStatus.newBuilder()
                .setPool(pool)
                .setWaiting(0)
                .setQueued(0)
                .setLeased(0)
                .setRunnersReady(0)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(0)
                .setSlotsFree(0)
                .setDemand(List.of(demand))
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }
}
