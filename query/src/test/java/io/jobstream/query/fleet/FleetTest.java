// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.schemas.TenantStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Fleet fleet = new Fleet();

    @Test
    void showsThePoolAsTheSumOfItsCells() {
        assertThat(cells("ci", 2)).isTrue();
        assertThat(cells("ci~1", 2)).isFalse();
        state("ci", 3, QueueReason.RUNNERS_BUSY, NOON, 0.9);
        state("ci~1", 4, QueueReason.NO_MATCHING_RUNNER, NOON.minusSeconds(5), 0.5);
        state("other", 1, QueueReason.NONE, null, null);

        PoolStatus whole = fleet.whole("ci").orElseThrow();

        assertThat(fleet.poolNames()).containsExactly("ci", "other");
        assertThat(whole.getPool()).isEqualTo("ci");
        assertThat(whole.getQueued()).isEqualTo(7);
        assertThat(whole.getSlots()).isEqualTo(14);
        assertThat(whole.getSlotsFree()).isEqualTo(2);
        assertThat(whole.getRunnersReady()).isEqualTo(2);
        assertThat(whole.getFairness()).isEqualTo(0.5);
        assertThat(whole.getUpdatedAt()).isEqualTo(NOON);
        assertThat(whole.getTenants()).containsExactly(new TenantStatus("acme", 7L, 14, 700L));
        assertThat(whole.getDemand()).containsExactly(new RunnerDemand("linux", 2, 7L, 7.0, 350L, 7));
        assertThat(whole.getQueues()).singleElement().satisfies(queue -> {
            assertThat(queue.getQueued()).isEqualTo(7);
            assertThat(queue.getReason()).isEqualTo(QueueReason.NO_MATCHING_RUNNER);
            assertThat(queue.getOldestQueuedAt()).isEqualTo(NOON.minusSeconds(5));
        });
        assertThat(fleet.whole("other")).isEqualTo(fleet.pool("other"));
        assertThat(fleet.whole("nobody")).isEmpty();
    }

    @Test
    void showsAPoolWhoseFirstCellHasSaidNothing() {
        cells("ci", 2);
        state("ci~1", 4, QueueReason.NONE, null, null);

        assertThat(fleet.whole("ci").orElseThrow().getPool()).isEqualTo("ci");
    }

    @Test
    void namesTheCellWhereAPoolHasSeveral() {
        cells("ci", 2);

        assertThat(fleet.nameCell(named("ci"))).isEqualTo(named("ci").put("cell", 0));
        assertThat(fleet.nameCell(named("ci~1"))).isEqualTo(named("ci").put("cell", 1));
        assertThat(fleet.nameCell(named("plain"))).isEqualTo(named("plain"));
    }

    @Test
    void knowsWhatATenantMayHaveOfACell() {
        cells("ci", 2);
        fleet.policy(new Received<>(0, 0, NOON, "acme", new TenantPolicy("acme", 1, 5, null)));

        assertThat(fleet.slotsMax("ci~1", "acme")).contains(3);
        assertThat(fleet.slotsMax("plain", "acme")).contains(5);
        assertThat(fleet.slotsMax("ci", "other")).isEmpty();
    }

    private boolean cells(String name, int count) {
        return fleet.poolPolicy(new Received<>(0, 0, NOON, name, new PoolPolicy(name, null, count)));
    }

    private void state(
            String name, int count, QueueReason reason, @Nullable Instant oldest, @Nullable Double fairness) {
        PoolStatus status = PoolStatus.newBuilder()
                .setPool(name)
                .setWaiting(0)
                .setQueued(count)
                .setLeased(1)
                .setRunnersReady(1)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(2 * count)
                .setSlotsFree(1)
                .setQueues(List.of(QueueStatus.newBuilder()
                        .setRequirementSet("linux")
                        .setQueued(count)
                        .setOldestQueuedAt(oldest)
                        .setMatchingRunners(1)
                        .setFreeSlots(1)
                        .setReason(reason)
                        .build()))
                .setTenants(List.of(new TenantStatus("acme", (long) count, 2 * count, 100L * count)))
                .setFairness(fairness)
                .setDemand(List.of(new RunnerDemand("linux", 1, (long) count, (double) count, 100L * count, count)))
                .setUpdatedAt(name.equals("ci") ? NOON : NOON.minusSeconds(1))
                .build();
        fleet.pool(new Received<>(0, 0, NOON, name, status));
    }

    private static ObjectNode named(String pool) {
        return JsonNodeFactory.instance.objectNode().put("pool", pool);
    }
}
