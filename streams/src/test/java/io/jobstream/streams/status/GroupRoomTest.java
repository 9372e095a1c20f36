// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerDemand;
import io.jobstream.streams.testing.Facts;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What jobs of concurrency groups want. */
class GroupRoomTest {
    private final FoldFixture fixture = new FoldFixture();
    private final Facts facts = fixture.facts;

    @Test
    void wantsNoSlotsForJobsThatTheirGroupHoldsBack() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        for (int job = 0; job < 50; job++) {
            queued(deploy("job-" + job));
        }

        assertThat(demand())
                .extracting(RunnerDemand::getQueued, RunnerDemand::getSlotsWanted)
                .containsExactly(50L, 1);
        fixture.happen(facts.granted("job-0", 1, "r1"));
        assertThat(demand())
                .extracting(RunnerDemand::getQueued, RunnerDemand::getSlotsWanted)
                .containsExactly(49L, 1);
        fixture.restart();
        fixture.happen(facts.leaseEnded("job-0", 1, "r1", LeaseEndReason.NOT_ACCEPTED), facts.queued("job-0", true));
        assertThat(demand())
                .extracting(RunnerDemand::getQueued, RunnerDemand::getSlotsWanted)
                .containsExactly(50L, 1);
    }

    @Test
    void takesOnlyWhatCouldBeginForAnArrival() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        for (int job = 0; job < 300; job++) {
            queued(deploy("job-" + job));
        }

        assertThat(demand().getArrivalsPerSecond()).isLessThan(0.01);
    }

    @Test
    void wantsSlotsForJobsWithoutAGroupAndForEachGroupsOwnRoom() {
        fixture.happen(facts.joined("r1", 1, "linux"));
        queued(Facts.job("alone"));
        queued(deploy("a"));
        queued(deploy("b"));
        queued(deploy("c").setTenant("globex"));
        queued(Facts.job("d").setConcurrencyGroup(new ConcurrencyGroup("deploy", 2, false)));

        // The last may run beside one of the others, by its own limit.
        assertThat(demand().getSlotsWanted()).isEqualTo(4);
    }

    private static JobSpec.Builder deploy(String job) {
        return Facts.job(job).setConcurrencyGroup(new ConcurrencyGroup("deploy", 1, false));
    }

    private void queued(JobSpec.Builder job) {
        JobSpec spec = job.build();
        fixture.happen(facts.admitted(spec), facts.queued(spec.getJobId(), false));
    }

    private RunnerDemand demand() {
        fixture.tickAfter(Duration.ofSeconds(1));
        List<PoolStatus> stated = fixture.take(Topics.POOL_STATUS);
        return stated.get(stated.size() - 1).getDemand().get(0);
    }
}
