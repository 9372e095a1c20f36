// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class NoopRunnerIT {
    private static final int JOBS = 300;

    @Test
    void acceptsStartsAndReportsEveryJobWithoutRunningIt(TestCluster cluster, @TempDir Path directory)
            throws Exception {
        Set<String> started = ConcurrentHashMap.newKeySet();
        try (TestScheduler scheduler = new TestScheduler(cluster.connection(), cluster.partitions());
                Runner runner = Runner.start(
                        RunnerConfig.defaults(scheduler.pool, directory)
                                .withRunnerId(scheduler.runnerId)
                                .withSlots(JOBS)
                                .withExecutor(ExecutorKind.NOOP),
                        cluster.connection(),
                        cluster.partitions(),
                        (jobId, nanoTime) -> started.add(jobId))) {
            String session = scheduler.awaitSession().getSessionId();

            List<AttemptId> jobs = IntStream.range(0, JOBS)
                    .mapToObj(i -> scheduler.grant(session, "exit 1"))
                    .toList();
            await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.results.size() == JOBS);

            assertThat(scheduler.results).extracting(JobResult::getOutcome).containsOnly(Outcome.SUCCEEDED);
            assertThat(started)
                    .containsExactlyInAnyOrderElementsOf(
                            jobs.stream().map(AttemptId::jobId).toList());
            scheduler.awaitNotHeld(jobs.get(JOBS - 1));
            assertThat(runner.health().ready()).isTrue();
        }
    }
}
