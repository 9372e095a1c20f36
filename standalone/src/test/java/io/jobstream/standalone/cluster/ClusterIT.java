// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** What several brokers are for, on three of them; jobs leave their evidence in files of the runner that ran them. */
@Tag("cluster")
class ClusterIT {
    private static final Logger log = LoggerFactory.getLogger(ClusterIT.class);
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final Duration PAUSED = Duration.ofSeconds(20);
    /** For half a minute and more, whether or not anyone can be told. */
    private static final String STAMPING =
            "i=0; while [ $i -lt 300 ]; do date +%s%3N >> ~/cut-off; i=$((i + 1)); sleep 0.1; done";

    private static ContainerCluster cluster;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                "containers".equals(System.getProperty("jobstream.test.broker")), "It runs with -Pcontainers");
        Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "There is no Docker here");
        cluster = ContainerCluster.start();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void wholeAtTheStart() {
        cluster.brokers().awaitReplicated();
    }

    @Test
    void losesNothingWhileItsBrokersAreRestartedOneByOne() throws Exception {
        try (Load load = new Load(cluster.ingest(), "rolling")) {
            for (int broker = 1; broker <= Brokers.COUNT; broker++) {
                cluster.brokers().restart(broker);
                cluster.brokers().awaitReplicated();
            }

            assertAllRan(load.accepted());
        }
    }

    @Test
    void losesNothingWhenABrokerIsKilled() throws Exception {
        try (Load load = new Load(cluster.ingest(), "killed")) {
            String before = Load.submit(cluster.ingest(), "before-the-kill", "true");
            Load.settled(cluster.query(), before);
            cluster.brokers().kill(2);
            String meanwhile = Load.submit(cluster.ingest(), "after-the-kill", "true");
            assertThat(Load.settled(cluster.query(), meanwhile).path("outcome").asText())
                    .as("a job that was submitted to the two that are left")
                    .isEqualTo("SUCCEEDED");
            cluster.brokers().startAgain(2);
            cluster.brokers().awaitReplicated();

            assertAllRan(load.accepted());
        }
    }

    @Test
    void losesNothingWhileABrokerIsPaused() throws Exception {
        try (Load load = new Load(cluster.ingest(), "paused")) {
            cluster.brokers().pause(3);
            try {
                await().pollDelay(PAUSED).atMost(PAUSED.multipliedBy(2)).until(() -> true);
            } finally {
                cluster.brokers().goOn(3);
            }
            cluster.brokers().awaitReplicated();

            assertAllRan(load.accepted());
        }
    }

    @Test
    void aRunnerThatIsCutOffHasEndedItsJobBeforeAnotherRunsIt() throws Exception {
        String job = Load.submit(cluster.ingest(), "cut-off", STAMPING);
        String first = await().atMost(Duration.ofSeconds(90))
                .until(this::whoRunsIt, Optional::isPresent)
                .orElseThrow();
        String second = ContainerCluster.RUNNERS.get(1 - ContainerCluster.RUNNERS.indexOf(first));

        cluster.cutOff(first);
        long cut = System.currentTimeMillis();
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> stamp(second, "head -1").isPresent());
            // It is still cut off: it stopped the job by itself.
            long last = stamp(first, "tail -1").orElseThrow();
            long next = stamp(second, "head -1").orElseThrow();
            log.atInfo()
                    .addKeyValue("endedMillisAfterTheCut", last - cut)
                    .addKeyValue("elsewhereMillisAfterTheCut", next - cut)
                    .log("The job went to the other runner");
            assertThat(last - cut).as("ms that it ran on").isBetween(0L, LEASE.toMillis());
            assertThat(next).as("the other runner's start").isGreaterThan(last);
            assertThat(cluster.inside(first, "grep -ls JOBSTREAM_ATTEMPT=" + job + " /proc/[0-9]*/environ"))
                    .as("processes of the job that are left")
                    .isEmpty();
        } finally {
            log.atInfo()
                    .addKeyValue("cutOff", first)
                    .addKeyValue("job", cluster.query().get("/v1/jobs/" + job).body())
                    .log("As the job is before the runner is back");
            cluster.reconnect(first);
        }

        assertThat(Load.settled(cluster.query(), job).path("outcome").asText()).isEqualTo("SUCCEEDED");
        assertThat(stamp(first, "tail -1").orElseThrow() - cut).isLessThan(LEASE.toMillis());
    }

    private void assertAllRan(Map<String, String> accepted) throws Exception {
        log.atInfo().addKeyValue("jobs", accepted.size()).log("Accepted meanwhile");
        assertThat(accepted).hasSizeGreaterThan(10);
        for (Map.Entry<String, String> job : accepted.entrySet()) {
            var settled = Load.settled(cluster.query(), job.getValue());
            assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("SUCCEEDED");
        }
        Set<String> ran = new HashSet<>();
        for (String runner : ContainerCluster.RUNNERS) {
            cluster.inside(runner, "ls ~/ran").ifPresent(files -> ran.addAll(Set.of(files.split("\\s+"))));
        }
        assertThat(ran).containsAll(accepted.keySet());
    }

    private Optional<String> whoRunsIt() throws Exception {
        for (String runner : ContainerCluster.RUNNERS) {
            if (stamp(runner, "head -1").isPresent()) {
                return Optional.of(runner);
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> stamp(String runner, String which) throws Exception {
        return cluster.inside(runner, which + " ~/cut-off 2>/dev/null")
                .filter(text -> text.matches("\\d+"))
                .map(Long::parseLong);
    }
}
