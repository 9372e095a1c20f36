// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.access.Gate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerState;
import io.jobstream.schemas.RunnerStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; skipped where there is no Chromium. */
@OnCluster
class DashboardIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String POOL = "dashboard";

    private static Feeder feeder;
    private static Served served;

    @TempDir
    private Path profile;

    @BeforeAll
    static void start(TestCluster cluster) {
        feeder = new Feeder(cluster);
        served = Served.start(cluster);
        feedStory();
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
        feeder.close();
    }

    @Test
    void showsPoolsRunnersJobsAndWhyTheyWait() throws Exception {
        String page = browse("/?live=off", "--dump-dom");

        assertThat(page)
                .contains("unit-tests", "runner-a", "succeeded", "Did you mean gpu for gpuu?")
                .contains("Concurrency group staging is full")
                .contains("not live");
    }

    @Test
    void showsEachAttemptOfAJobThatIsTriedAgain() throws Exception {
        String page = browse("/?live=off#job=dashboard-6", "--dump-dom");

        assertThat(page)
                .contains(
                        "tried again at", "attempt 1 on runner-1", "failed</span>", "exit 75", "not the job's outcome");
    }

    @Test
    void showsTheLogOfOneJobAsTextWhateverItContains() throws Exception {
        String page = browse("/?live=off#job=dashboard-2", "--dump-dom");

        assertThat(page)
                .contains("BUILD FAILURE", "&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("complete");
    }

    /** Its address carries the key behind a #, which no browser sends; from there on it is a cookie. */
    @Test
    void showsNothingToAStrangerAndASignedInBrowserItsTenant(TestCluster cluster) throws Exception {
        try (KeyRing ring = KeyRing.start(cluster.connection(), cluster.partitions());
                Served guarded = Served.start(
                        QueryConfig.DEFAULTS,
                        cluster,
                        Gate.guarding(List.of(ring), new RateLimits(RateLimits.Rates.DEFAULT)))) {
            await().until(() -> ring.health().ready());
            String owner = key(ring, "acme");
            String other = key(ring, "dashboard-other");

            assertThat(browse(guarded.uri("/?live=off"), "--dump-dom"))
                    .contains("not signed in", "<dialog id=\"sign-in\" aria-labelledby=\"s-title\" open")
                    .doesNotContain("unit-tests");
            assertThat(browse(guarded.uri("/?live=off#key=" + owner), "--dump-dom"))
                    .contains("unit-tests", "key:" + owner.substring(4, 16))
                    .doesNotContain(owner, "<dialog id=\"sign-in\" aria-labelledby=\"s-title\" open");
            // The cookie outlives the page.
            assertThat(browse(guarded.uri("/?live=off#job=dashboard-2"), "--dump-dom"))
                    .contains("BUILD FAILURE");
            assertThat(browse(guarded.uri("/?live=off#key=" + other), "--dump-dom"))
                    .contains("key:" + other.substring(4, 16))
                    .doesNotContain("unit-tests", "BUILD FAILURE");
        }
    }

    private static String key(KeyRing ring, String tenant) {
        Set<Scope> scopes = Set.of(Scope.JOBS_READ, Scope.LOGS_READ);
        return ring.make(new NewKey("browser", scopes, Tenants.of(List.of(tenant)), null), "test")
                .join()
                .text()
                .text();
    }

    private String browse(String path, String... options) throws IOException, InterruptedException {
        return browse(served.uri(path), options);
    }

    private String browse(URI uri, String... options) throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(CHROMIUM))
                .as("There is no Chromium at " + CHROMIUM + ": the page is not tested in a browser")
                .isTrue();
        List<String> command = new ArrayList<>(List.of(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--virtual-time-budget=3000",
                "--user-data-dir=" + profile));
        command.addAll(List.of(options));
        command.add(uri.toString());
        Path output = profile.resolve("output");
        Process browser = new ProcessBuilder(command)
                .redirectError(profile.resolve("errors").toFile())
                .redirectOutput(output.toFile())
                .start();
        boolean ended = browser.waitFor(40, TimeUnit.SECONDS);
        browser.destroyForcibly();
        assertThat(ended).isTrue();
        return Files.readString(output);
    }

    private static void feedStory() {
        feeder.feed(PoolStatus.newBuilder()
                .setPool(POOL)
                .setWaiting(1)
                .setQueued(1)
                .setLeased(1)
                .setRunnersReady(2)
                .setRunnersDraining(0)
                .setRunnersDeaf(0)
                .setRunnersLost(0)
                .setSlots(4)
                .setSlotsFree(3)
                .setQueues(List.of(QueueStatus.newBuilder()
                        .setRequirementSet("gpuu,linux")
                        .setQueued(1)
                        .setOldestQueuedAt(ago(95))
                        .setMatchingRunners(0)
                        .setFreeSlots(0)
                        .setReason(QueueReason.NO_MATCHING_RUNNER)
                        .setNearestLabels(List.of("gpu", "linux", "x64"))
                        .setMissingLabels(List.of("gpuu"))
                        .build()))
                .setUpdatedAt(Records.now())
                .build());
        runner("runner-a", List.of("linux", "x64"), List.of(held()));
        runner("runner-b", List.of("gpu", "linux", "x64"), List.of());
        String[] names = {
            "compile", "unit-tests", "package", "integration-tests", "docs", "lint", "flaky-tests", "deploy"
        };
        for (int i = 0; i < names.length; i++) {
            feeder.feed(job(names[i], i));
        }
        feeder.feed(
                Records.chunk("dashboard-2", 1, 0, "[INFO] Packaging shop 1.4.2\n[INFO] 128 tests, 2 failed\n", false));
        feeder.feed(
                Records.chunk("dashboard-2", 1, 1, "<script>alert(1)</script> is text\n[ERROR] BUILD FAILURE\n", true));
    }

    private static JobStatus job(String name, int i) {
        String id = "dashboard-" + i;
        JobStatus.Builder status =
                switch (i) {
                    case 2 -> failed(id);
                    case 3 -> Records.running(id, POOL, 1).setAttempts(List.of(running()));
                    case 4 ->
                        Records.status(id, POOL, JobState.QUEUED, 1)
                                .setQueuedAt(ago(95))
                                .setRequirementSet("gpuu,linux");
                    case 5 -> Records.status(id, POOL, JobState.WAITING, 1).setWaitingForNeeds(List.of("dashboard-3"));
                    case 6 -> Records.delayed(id, POOL, 1, Records.now().plusSeconds(600));
                    case 7 -> Records.status(id, POOL, JobState.QUEUED, 1).setQueuedAt(ago(60));
                    default -> Records.settled(id, POOL, 1).setSettledAt(ago(60));
                };
        return status.setAcceptedAt(ago(140 - 10 * i))
                .setSpec(Records.spec(id)
                        .setName(name)
                        .setCommit("9fceb02d0ae598e95dc970b74767f19372d61af8")
                        .setConcurrencyGroup(i == 3 || i == 7 ? new ConcurrencyGroup("staging", 1, false) : null)
                        .build())
                .build();
    }

    private static JobStatus.Builder failed(String id) {
        return Records.settled(id, POOL, 1)
                .setOutcome(Outcome.FAILED)
                .setCause(Cause.TEST)
                .setMessage("exit status 1")
                .setAttempts(List.of(Records.attempt(1)
                        .setGrantedAt(ago(118))
                        .setAcceptedAt(ago(118).plusMillis(9))
                        .setStartedAt(ago(117))
                        .setEndedAt(ago(81))
                        .setEndReason(LeaseEndReason.RESULT)
                        .setOutcome(Outcome.FAILED)
                        .setCause(Cause.TEST)
                        .setExitCode(1)
                        .build()));
    }

    private static void runner(String id, List<String> labels, List<HeldAttempt> attempts) {
        feeder.feed(RunnerStatus.newBuilder()
                .setRunnerId(id)
                .setPool(POOL)
                .setSessionId("session-" + id)
                .setState(RunnerState.READY)
                .setLabels(labels)
                .setSlots(2)
                .setAttempts(attempts)
                .setJoinedAt(ago(600))
                .setHeardAt(Records.now())
                .setHostCpuPercent(37)
                .setHostMemoryBytes(16_000_000_000L)
                .setHostMemoryUsedBytes(6_100_000_000L)
                .setUpdatedAt(Records.now())
                .build());
    }

    private static HeldAttempt held() {
        return new HeldAttempt("dashboard-3", 1, AttemptPhase.RUNNING, new ResourceUse(4_000L, 1_000L, 2_000L));
    }

    private static AttemptStatus running() {
        return Records.attempt(1).setPhase(AttemptPhase.RUNNING).build();
    }

    private static Instant ago(int seconds) {
        return Records.now().minusSeconds(seconds);
    }
}
