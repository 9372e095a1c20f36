// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class RunnerDeathIT {
    private static final Duration LEASE = Duration.ofSeconds(6);

    /** In the group, in a session of its own, and orphaned in a session of its own. */
    private static final String STUBBORN = """
            trap '' TERM HUP INT
            setsid sleep 600 &
            (setsid sh -c 'sleep 600 & sleep 600' &)
            sleep 600 &
            echo up
            sleep 600
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private TestCluster cluster;
    private TestScheduler scheduler;
    private RunnerProcess runner;
    private RunnerReport session;

    @BeforeEach
    void start(TestCluster shared) throws Exception {
        cluster = shared;
        directory = Files.createDirectory(temporary.resolve("runner"));
        scheduler = new TestScheduler(cluster.connection(), cluster.partitions());
        scheduler.leasesFor(LEASE);
        runner = startRunner();
        session = scheduler.awaitSession();
    }

    @AfterEach
    void stop() throws Exception {
        runner.close();
        scheduler.close();
    }

    @Test
    void endsEveryProcessOfAJobWhenTheRunnerIsKilled() throws Exception {
        AttemptId job = startStubbornJob();

        runner.signal("KILL");

        await().atMost(LEASE).until(() -> Processes.of(job).isEmpty());
        runner = startRunner();
        RunnerReport next = scheduler.awaitSession(session.getSessionId());
        assertThat(next.getEndedSession()).isEqualTo(session.getSessionId());
        assertThat(next.getAttempts()).isEmpty();
    }

    @Test
    void endsEveryProcessOfAJobWithinTheLeaseWhenTheRunnerIsStopped() throws Exception {
        AttemptId job = startStubbornJob();

        runner.signal("STOP");
        await().atMost(LEASE).until(() -> Processes.of(job).isEmpty());
        runner.signal("CONT");

        JobResult result = scheduler.awaitResult(job);
        assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.getCause()).isEqualTo(Cause.INFRASTRUCTURE);
        AttemptId next = scheduler.grant(session.getSessionId(), "true");
        assertThat(scheduler.awaitResult(next).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void endsWhatAnEarlierSessionLeftBeforeItsFirstHeartbeat() throws Exception {
        AttemptId job = startStubbornJob();
        long watchdog = Processes.watchdogOf(session.getSessionId());
        Processes.signal("STOP", watchdog);
        runner.signal("KILL");
        runner.awaitExit();
        Processes.signal("KILL", watchdog);
        assertThat(Processes.of(job)).isNotEmpty();

        runner = startRunner();
        RunnerReport next = scheduler.awaitSession(session.getSessionId());

        assertThat(Processes.of(job)).isEmpty();
        assertThat(next.getEndedSession()).isEqualTo(session.getSessionId());
    }

    @Test
    void endsItsJobsAndItselfWhenItsWatchdogDies() throws Exception {
        AttemptId job = startStubbornJob();

        Processes.signal("KILL", Processes.watchdogOf(session.getSessionId()));

        JobResult result = scheduler.awaitResult(job);
        assertThat(result.getCause()).isEqualTo(Cause.INFRASTRUCTURE);
        assertThat(Processes.of(job)).isEmpty();
        scheduler.awaitPhase(RunnerPhase.LEAVING);
        runner.awaitExit();
    }

    @Test
    void finishesItsJobsAndExitsWithZeroWhenItIsAskedToEnd() throws Exception {
        Path go = temporary.resolve("go");
        AttemptId job =
                scheduler.grant(session.getSessionId(), "echo up; while [ ! -e " + go + " ]; do sleep 0.1; done");
        scheduler.awaitLog(job, "up\n");

        runner.signal("TERM");
        scheduler.awaitPhase(RunnerPhase.DRAINING);
        Files.createFile(go);

        assertThat(runner.awaitExit()).isZero();
        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        scheduler.awaitPhase(RunnerPhase.LEAVING);
    }

    private RunnerProcess startRunner() throws Exception {
        return RunnerProcess.start(
                scheduler, cluster.connection(), directory, cluster.partitions().count());
    }

    private AttemptId startStubbornJob() {
        AttemptId job = scheduler.grant(session.getSessionId(), STUBBORN);
        scheduler.awaitLog(job, "up\n");
        assertThat(Processes.of(job)).hasSizeGreaterThanOrEqualTo(5);
        return job;
    }
}
