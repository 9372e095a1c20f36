// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A runner of eight slots, and tenants of which one asks for fifty times as much as each other. */
class FloodTest {
    private static final int SLOTS = 8;
    private static final int TENANTS = 10;
    private static final int SECONDS = 3_600;

    private final Pool pool = new Pool();
    private final Random random = new Random(11);
    private final Map<String, Long> slotSeconds = new TreeMap<>();
    private int jobs;

    @Test
    void givesEqualSlotTimeToAllWhoWaitUnderAFloodOfFiftyToOne() {
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            for (int job = 0; job < (tenant == 0 ? 2_000 : 40); job++) {
                request(tenant);
            }
        }
        for (int second = 0; second < SECONDS; second++) {
            pass(second);
            for (int tenant = 1; tenant < TENANTS; tenant++) {
                // They never run out, and the flood does not end.
                if (random.nextInt(20) == 0) {
                    request(tenant);
                    for (int job = 0; job < 50 / (TENANTS - 1); job++) {
                        request(0);
                    }
                }
            }
        }

        assertThat(jain()).as("of %s", slotSeconds).isGreaterThanOrEqualTo(0.95);
    }

    /** Jobs of tenants with higher numbers are longer. */
    private void pass(int second) {
        List<Job> leased = pool.state.leasedBy(Pool.RUNNER);
        List<HeldAttempt> held = new ArrayList<>();
        for (Job job : leased) {
            slotSeconds.merge(job.tenant(), 1L, Long::sum);
            held.add(new HeldAttempt(
                    job.id().value(), job.leaseOrThrow().attempt(), AttemptPhase.RUNNING, new ResourceUse(0L, 0L, 0L)));
        }
        RunnerReport.Builder report = Pool.report(
                        "s",
                        leased.stream()
                                .mapToLong(job -> job.leaseOrThrow().sequence())
                                .max()
                                .orElse(0))
                .setSlots(SLOTS)
                .setAttempts(held);
        pool.beat(second, report);
        pool.tick(second);
        for (Job job : leased) {
            int tenant = Integer.parseInt(job.tenant().substring(1));
            if (random.nextInt(5 + 5 * tenant) == 0) {
                pool.result("s", job.id().value(), job.leaseOrThrow().attempt(), Outcome.SUCCEEDED);
            }
        }
    }

    private void request(int tenant) {
        pool.request(Pool.spec("job-" + jobs++).setTenant("t" + tenant));
    }

    private double jain() {
        double sum = slotSeconds.values().stream().mapToLong(each -> each).sum();
        double squares = slotSeconds.values().stream()
                .mapToDouble(each -> (double) each * each)
                .sum();
        return sum * sum / (TENANTS * squares);
    }
}
