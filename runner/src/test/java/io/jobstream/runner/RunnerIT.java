// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.runner.exchange.Ended;
import io.jobstream.runner.execution.RunnerResources;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.SessionEnd;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class RunnerIT {
    @TempDir
    private Path directory;

    private TestScheduler scheduler;
    private Runner runner;
    private String session;

    @BeforeEach
    void start(TestCluster cluster) {
        scheduler = new TestScheduler(cluster.connection(), cluster.partitions());
        runner = Runner.start(config(), cluster.connection(), cluster.partitions());
        session = scheduler.awaitSession().getSessionId();
    }

    @AfterEach
    void stop() throws Exception {
        runner.close();
        scheduler.close();
    }

    @Test
    void introducesItself() {
        RunnerReport first = scheduler.heartbeats.get(0);

        assertThat(first.getSessionId()).isEqualTo(runner.sessionId());
        assertThat(first.getPhase()).isEqualTo(RunnerPhase.READY);
        assertThat(first.getLabels()).containsAll(RunnerConfig.machineLabels());
        assertThat(first.getSlots()).isEqualTo(2);
        assertThat(first.getEndedSession()).isNull();
        assertThat(first.getHostMemoryBytes()).isPositive();
        await().until(() -> runner.health().ready());
    }

    @Test
    void runsAScriptStreamsItsLogAndSendsItsResult() {
        AttemptId job = scheduler.grant(session, "echo \"attempt $JOBSTREAM_ATTEMPT in $(basename \"$PWD\")\"; ls");

        JobResult result = scheduler.awaitResult(job);
        scheduler.awaitNotHeld(job);

        assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.getCause()).isNull();
        assertThat(result.getExitCode()).isZero();
        assertThat(result.getStartedAt()).isNotNull().isBeforeOrEqualTo(result.getEndedAt());
        scheduler.awaitLog(job, "attempt " + job + " in workspace\n");
        List<LogChunk> chunks = scheduler.chunksOf(job);
        assertThat(chunks).hasSize((int) result.getLogChunks());
        assertThat(chunks.get(chunks.size() - 1).getLast()).isTrue();
        assertThat(scheduler.phases(job)).startsWith("ACCEPTED");
        assertThat(directory.resolve("attempts")).isEmptyDirectory();
    }

    @Test
    void reportsTheExitStatusOfAScriptThatFails() {
        AttemptId job = scheduler.grant(session, "echo no >&2\nfalse\necho never");

        JobResult result = scheduler.awaitResult(job);

        assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.getCause()).isEqualTo(Cause.SCRIPT);
        assertThat(result.getExitCode()).isEqualTo(1);
        scheduler.awaitLog(job, "no\n");
        assertThat(scheduler.log(job)).doesNotContain("never");
    }

    @Test
    void endsAJobAtItsTimeLimitAndAllOfItsProcesses() {
        String script = "setsid sh -c 'sleep 600 & sleep 600' & trap '' TERM; sleep 600; sleep 600";
        AttemptId job = scheduler.grant(session, TestScheduler.work(script), Duration.ofSeconds(1));

        JobResult result = scheduler.awaitResult(job);

        assertThat(result.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.getCause()).isEqualTo(Cause.TIMEOUT);
        assertThat(Processes.of(job)).isEmpty();
    }

    @Test
    void leavesNoProcessOfAJobBehind() {
        AttemptId job = scheduler.grant(session, "setsid sleep 600 & (sleep 600 &) ; echo done");

        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(Processes.of(job)).isEmpty();
    }

    @Test
    void endsAJobThatIsCancelledWithAChanceToCleanUp() {
        AttemptId job = scheduler.grant(session, "trap 'echo cleaned; exit 3' TERM; echo up; sleep 600 & wait");
        scheduler.awaitLog(job, "up\n");

        scheduler.revoke(session, job, RevocationReason.CANCELLED);
        JobResult result = scheduler.awaitResult(job);
        scheduler.awaitNotHeld(job);

        assertThat(result.getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.getCause()).isEqualTo(Cause.USER);
        assertThat(result.getExitCode()).isNull();
        assertThat(scheduler.log(job)).contains("cleaned\n");
        assertThat(scheduler.phases(job)).endsWith("STOPPING");
    }

    @Test
    void neverStartsAnAttemptThatItAcceptedTooLate() {
        Path trace = directory.resolve("ran");
        AttemptId job = scheduler.grant(
                session,
                TestScheduler.work("touch " + trace),
                Duration.ofMinutes(1),
                Instant.now().minusSeconds(1));

        scheduler.awaitNotHeld(job);
        scheduler.awaitResult(scheduler.grant(session, "true"));

        assertThat(trace).doesNotExist();
        assertThat(scheduler.result(job)).isEmpty();
    }

    @Test
    void endsWithAllItsJobsWhenAnotherSessionTookOver() throws Exception {
        AttemptId job = scheduler.grant(session, "echo up; sleep 600");
        scheduler.awaitLog(job, "up\n");

        scheduler.dismiss(session, "the-other", "");
        Ended ended = runner.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(ended.end()).isEqualTo(SessionEnd.DISMISSED);
        assertThat(ended.message()).contains("the-other");
        assertThat(Processes.of(job)).isEmpty();
        assertThat(scheduler.result(job)).isEmpty();
    }

    @Test
    void endsWithTheReasonWhenItIsRefused() throws Exception {
        scheduler.dismiss(session, "", "pool default has as many runners as it may, 20000");

        Ended ended = runner.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(ended.end()).isEqualTo(SessionEnd.DISMISSED);
        assertThat(ended.message()).endsWith("was refused: pool default has as many runners as it may, 20000");
    }

    @Test
    void finishesItsJobsWhenItIsDrainedAndTakesNoMore() throws Exception {
        Path go = directory.resolve("go");
        AttemptId job = scheduler.grant(session, "echo up; while [ ! -e " + go + " ]; do sleep 0.1; done");
        scheduler.awaitLog(job, "up\n");

        CompletionStage<Ended> left = runner.drain();
        scheduler.awaitPhase(RunnerPhase.DRAINING);
        AttemptId declined = scheduler.grant(session, "true");
        scheduler.awaitNotHeld(declined);
        Files.createFile(go);

        assertThat(left.toCompletableFuture().get(20, TimeUnit.SECONDS).end()).isEqualTo(SessionEnd.DRAINED);
        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        scheduler.awaitPhase(RunnerPhase.LEAVING);
        assertThat(scheduler.result(declined)).isEmpty();
    }

    @Test
    void finishesItsJobsAndLeavesWhenTheLogDrainsIt() throws Exception {
        Path go = directory.resolve("go");
        AttemptId job = scheduler.grant(session, "echo up; while [ ! -e " + go + " ]; do sleep 0.1; done");
        scheduler.awaitLog(job, "up\n");

        scheduler.drain(session, "not needed any more");
        scheduler.awaitPhase(RunnerPhase.DRAINING);
        AttemptId declined = scheduler.grant(session, "true");
        scheduler.awaitNotHeld(declined);
        Files.createFile(go);

        Ended ended = runner.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(ended).isEqualTo(new Ended(SessionEnd.DRAINED, "It was drained: not needed any more"));
        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        scheduler.awaitPhase(RunnerPhase.LEAVING);
    }

    @Test
    void goesOnAfterAnAssignmentThatItDoesNotUnderstand() {
        scheduler.sayWhatNobodyKnows(session);

        AttemptId job = scheduler.grant(session, "true");

        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void givesEachAttemptDevicesOfItsOwn() {
        String tell = "echo \"gpu $JOBSTREAM_RESOURCE_GPU devices <$DEVICES>\"";
        AttemptId first = scheduler.grant(session, tell + "; sleep 60", Map.of("gpu", 2));
        scheduler.awaitLog(first, "gpu 0,1 devices <0,1>\n");
        AttemptId second = scheduler.grant(session, tell, Map.of("gpu", 1));
        scheduler.awaitLog(second, "gpu 2 devices <2>\n");
        scheduler.awaitNotHeld(second);
        AttemptId tooMuch = scheduler.grant(session, tell, Map.of("gpu", 2));
        JobResult refused = scheduler.awaitResult(tooMuch);
        scheduler.awaitNotHeld(tooMuch);
        scheduler.revoke(session, first, RevocationReason.CANCELLED);
        scheduler.awaitNotHeld(first);

        AttemptId none = scheduler.grant(session, tell);

        assertThat(scheduler.heartbeats.get(0).getResources()).containsExactly(Map.entry("gpu", 3));
        assertThat(refused.getCause()).isEqualTo(Cause.INFRASTRUCTURE);
        assertThat(refused.getMessage()).contains("not enough left", "gpu=2");
        scheduler.awaitLog(none, "gpu  devices <>\n");
    }

    @Test
    void refusesWhatItCannotDo() {
        JobWork inImage = JobWork.newBuilder(TestScheduler.work("true"))
                .setImage("debian:12")
                .build();
        JobWork withSecret = JobWork.newBuilder(TestScheduler.work("true"))
                .setSecrets(List.of("TOKEN"))
                .build();

        JobResult image = scheduler.awaitResult(scheduler.grant(session, inImage, Duration.ofMinutes(1)));
        JobResult secret = scheduler.awaitResult(scheduler.grant(session, withSecret, Duration.ofMinutes(1)));

        assertThat(List.of(image, secret)).allSatisfy(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.getCause()).isEqualTo(Cause.POLICY);
        });
        assertThat(image.getMessage()).contains("debian:12");
        assertThat(secret.getMessage()).contains("TOKEN");
    }

    @Test
    void checksOutTheCommitThatTheJobNames() throws Exception {
        Path repository = Files.createDirectory(directory.resolve("repository"));
        String first = commit(repository, "one");
        commit(repository, "two");

        AttemptId job = scheduler.grant(
                session,
                TestScheduler.work("cat file; git rev-parse HEAD", new Checkout(repository.toString(), first)),
                Duration.ofMinutes(1));
        AttemptId branch = scheduler.grant(
                session,
                TestScheduler.work("cat file", new Checkout("file://" + repository, "trunk")),
                Duration.ofMinutes(1));

        assertThat(scheduler.awaitResult(job).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(scheduler.awaitResult(branch).getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        scheduler.awaitLog(job, "one\n" + first + "\n");
        scheduler.awaitLog(branch, "two\n");
    }

    @Test
    void blamesTheInfrastructureForACheckoutThatFails() {
        AttemptId job = scheduler.grant(
                session,
                TestScheduler.work(
                        "true", new Checkout(directory.resolve("nowhere").toString(), "main")),
                Duration.ofMinutes(1));

        JobResult result = scheduler.awaitResult(job);

        assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.getCause()).isEqualTo(Cause.INFRASTRUCTURE);
        assertThat(result.getMessage()).contains("checkout");
    }

    @Test
    void measuresWhatAJobUses() {
        AttemptId job =
                scheduler.grant(session, "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done' & wait; sleep 0.3");

        JobResult result = scheduler.awaitResult(job);

        assertThat(result.getUse().getCpuMillis()).isBetween(50L, 20_000L);
        assertThat(result.getUse().getMemoryPeakBytes()).isBetween(500_000L, 500_000_000L);
    }

    private RunnerConfig config() {
        RunnerLimits limits = new RunnerLimits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                RunnerLimits.DEFAULT.logBytesMax());
        return RunnerConfig.defaults(scheduler.pool, directory)
                .withRunnerId(scheduler.runnerId)
                .withSlots(2)
                .withResources(new RunnerResources(Map.of("gpu", 3), Map.of("gpu", "DEVICES")))
                .withLimits(limits);
    }

    private static String commit(Path repository, String content) throws Exception {
        Files.writeString(repository.resolve("file"), content + "\n");
        run(repository, "git", "init", "-q", "-b", "trunk");
        run(repository, "git", "add", "file");
        run(repository, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", content);
        return run(repository, "git", "rev-parse", "HEAD").strip();
    }

    private static String run(Path where, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
