// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class LongLogIT {
    private static final long GIBIBYTE = 1L << 30;
    private static final int LIMIT = 16 * 1024 * 1024;

    @Test
    void cutsALogOfAGibibyteAtItsLimitAndKeepsItsHeartbeats(TestCluster cluster, @TempDir Path directory)
            throws Exception {
        try (TestScheduler scheduler = new TestScheduler(cluster.connection(), cluster.partitions());
                Runner runner =
                        Runner.start(config(scheduler, directory), cluster.connection(), cluster.partitions())) {
            String session = scheduler.awaitSession().getSessionId();

            AttemptId job = scheduler.grant(session, "yes 'one line of a log that never ends' | head -c " + GIBIBYTE);
            JobResult result = scheduler.awaitResult(job);
            scheduler.awaitLog(job, "the log is cut here");

            assertThat(runner.health().ready()).isTrue();
            assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(result.getLogCut()).isTrue();
            assertThat(scheduler.log(job).length()).isBetween(LIMIT, LIMIT + 200);
            assertThat(scheduler.chunksOf(job))
                    .allSatisfy(
                            chunk -> assertThat(chunk.getContent().remaining()).isLessThanOrEqualTo(64 * 1024));
            assertThat(longestSilence(scheduler.heartbeatTimes)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private static RunnerConfig config(TestScheduler scheduler, Path directory) {
        RunnerLimits limits =
                new RunnerLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(1), LIMIT);
        return RunnerConfig.defaults(scheduler.pool, directory)
                .withRunnerId(scheduler.runnerId)
                .withLimits(limits);
    }

    private static Duration longestSilence(List<Instant> beats) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < beats.size(); i++) {
            Duration silence = Duration.between(beats.get(i - 1), beats.get(i));
            longest = silence.compareTo(longest) > 0 ? silence : longest;
        }
        return longest;
    }
}
