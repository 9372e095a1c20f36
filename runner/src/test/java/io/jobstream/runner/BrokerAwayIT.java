// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAwayIT {
    private static final Duration LEASE = Duration.ofSeconds(5);

    @Test
    void endsItsJobsWithTheirLeasesAndGoesOnWhenTheBrokerIsBack(@TempDir Path directory) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                TestScheduler scheduler = new TestScheduler(cluster.connection(), cluster.partitions());
                Runner runner =
                        Runner.start(config(scheduler, directory), cluster.connection(), cluster.partitions())) {
            scheduler.leasesFor(LEASE);
            String session = scheduler.awaitSession().getSessionId();
            AttemptId job = scheduler.grant(session, "echo up; sleep 600");
            scheduler.awaitLog(job, "up\n");

            cluster.stopBroker();
            await().atMost(LEASE.plusSeconds(1)).until(() -> Processes.of(job).isEmpty());
            await().atMost(Duration.ofSeconds(15)).until(() -> !runner.health().ready());
            cluster.startBroker();

            JobResult result = scheduler.awaitResult(job);
            assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.getCause()).isEqualTo(Cause.INFRASTRUCTURE);
            await().atMost(Duration.ofSeconds(15)).until(() -> runner.health().ready());
            AttemptId next = scheduler.grant(session, "true");
            JobResult after = scheduler.awaitResult(next);
            assertThat(after.getOutcome()).as(after.getMessage()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(runner.sessionId()).isEqualTo(session);
        }
    }

    private static RunnerConfig config(TestScheduler scheduler, Path directory) {
        return RunnerConfig.defaults(scheduler.pool, directory)
                .withRunnerId(scheduler.runnerId)
                .withSlots(2)
                .withLimits(new RunnerLimits(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(1), 1_000_000));
    }
}
