// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.standalone.client.Api;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: everything but runners in one, the autoscaler in another, and each runner in one of its own. */
class AutoscalerIT {
    private static final Pattern DASHBOARD = Pattern.compile("^  dashboard +(http://\\S+)");
    private static final Pattern KAFKA = Pattern.compile("^  Kafka +(\\S+:\\d+)");
    private static final Pattern REGISTRY = Pattern.compile("^  schema registry +(\\S+:\\d+)");
    private static final Pattern RUNS = Pattern.compile("^(autoscaler) runs");
    private static final Duration START = Duration.ofSeconds(90);

    /** What arrived counts for five minutes and a half. */
    private static final Duration PATIENCE = Duration.ofMinutes(7);

    @TempDir
    private static Path data;

    private static JobstreamProcess up;
    private static Api api;
    private static KafkaConnection connection;
    private static PoolLog log;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startAllButRunners() throws Exception {
        up = JobstreamProcess.start(
                data,
                "up",
                "--without-authentication",
                "--runners",
                "0",
                "--data",
                data.toString(),
                "--http-port",
                "0",
                "--kafka-port",
                "0",
                "--registry-port",
                "0");
        api = new Api(URI.create(up.awaitLine(DASHBOARD, START)));
        connection = new KafkaConnection(up.awaitLine(KAFKA, START), up.awaitLine(REGISTRY, START));
        log = new PoolLog(connection);
    }

    @AfterAll
    static void stop() {
        log.close();
        up.close();
    }

    /** Those whose autoscaler was killed are nobody's children. */
    @AfterEach
    void killRunnersThatAreLeft() {
        runnerProcesses().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void growsForABurstToItsMaximumAndShrinksToNothingWhenItIsIdle() throws Exception {
        try (JobstreamProcess autoscaler = autoscaler("{name: burst, pool: burst, slots: 2, max: 4, idleFor: PT3S}")) {
            autoscaler.awaitLine(RUNS, START);

            submit("burst", 200, "sleep 0.1");

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(settled("burst")).as(autoscaler.text()).isEqualTo(200));
            assertThat(sessions("burst", JobEventType.RUNNER_JOINED)).hasSize(4);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sessions("burst", JobEventType.RUNNER_LEFT))
                            .as(autoscaler.text())
                            .hasSize(4));
            await().atMost(START)
                    .untilAsserted(() -> assertThat(runnerProcesses()).isEmpty());
            await().atMost(START)
                    .untilAsserted(() -> assertThat(runnerDirectories()).isEmpty());
            assertThatNobodyWasKilledByScaling("burst");
            assertThat(sessions("burst", JobEventType.RUNNER_DRAINED))
                    .isEqualTo(sessions("burst", JobEventType.RUNNER_JOINED));
        }
    }

    @Test
    void letsItsRunnersFinishWhenItEnds() throws Exception {
        Path go = directory.resolve("go");
        try (JobstreamProcess autoscaler = autoscaler("{name: finish, pool: finish, max: 1}")) {
            submit("finish", 1, "while [ ! -e " + go + " ]; do sleep 0.1; done");
            await().atMost(START)
                    .untilAsserted(() -> assertThat(log.of("finish", JobEventType.LEASE_ACCEPTED))
                            .as(autoscaler.text())
                            .hasSize(1));

            autoscaler.terminate();
            await().atMost(START)
                    .untilAsserted(() -> assertThat(log.of("finish", JobEventType.RUNNER_DRAINED))
                            .hasSize(1));
            Files.createFile(go);

            assertThat(autoscaler.awaitExit(START)).as(autoscaler.text()).isEqualTo(143);
            await().atMost(START)
                    .untilAsserted(() -> assertThat(settled("finish")).isEqualTo(1));
            assertThat(runnerProcesses()).isEmpty();
            assertThatNobodyWasKilledByScaling("finish");
        }
    }

    @Test
    void anotherTakesOverTheRunnersOfOneThatWasKilled() throws Exception {
        try (JobstreamProcess killed = autoscaler("{name: over, pool: over, min: 1, max: 2, idleFor: PT1H}")) {
            await().atMost(START)
                    .untilAsserted(() -> assertThat(log.of("over", JobEventType.RUNNER_JOINED))
                            .as(killed.text())
                            .hasSize(1));
            killed.kill();
        }
        submit("over", 1, "true");
        await().atMost(START).untilAsserted(() -> assertThat(settled("over")).isEqualTo(1));

        try (JobstreamProcess next = autoscaler("{name: over, pool: over, max: 2, idleFor: PT1S}")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sessions("over", JobEventType.RUNNER_LEFT))
                            .as(next.text())
                            .isEqualTo(sessions("over", JobEventType.RUNNER_JOINED)));

            assertThat(sessions("over", JobEventType.RUNNER_JOINED)).hasSize(1);
            await().atMost(START)
                    .untilAsserted(() -> assertThat(runnerDirectories()).isEmpty());
            assertThatNobodyWasKilledByScaling("over");
        }
    }

    @Test
    void aRunnerThatSomebodyDrainsEndsWithStatusZero() throws Exception {
        try (JobstreamProcess runner = JobstreamProcess.start(
                directory,
                "runner",
                "--pool",
                "hand",
                "--runner-id",
                "by-hand",
                "--work-dir",
                runners().resolve("by-hand").toString(),
                "--bootstrap-servers",
                connection.bootstrapServers(),
                "--schema-registry-url",
                connection.schemaRegistryUrl())) {
            await().atMost(START)
                    .untilAsserted(() -> assertThat(
                                    api.get("/v1/runners?pool=hand").body().path("items"))
                            .hasSize(1));

            try (JobstreamProcess drain = drain("by-hand")) {
                assertThat(drain.awaitExit(START)).as(drain.text()).isZero();
                assertThat(drain.lines()).contains("runner by-hand has left");
            }
            assertThat(runner.awaitExit(START)).as(runner.text()).isZero();
            try (JobstreamProcess again = drain("by-hand")) {
                assertThat(again.awaitExit(START)).isEqualTo(1);
                assertThat(again.text()).contains("pool hand has no runner by-hand: it has left");
            }
        }
    }

    private JobstreamProcess drain(String runner) throws Exception {
        return JobstreamProcess.start(
                directory,
                "drain",
                runner,
                "--pool",
                "hand",
                "--wait",
                "--server",
                api.server().toString());
    }

    /** By the order of the log. */
    private static void assertThatNobodyWasKilledByScaling(String pool) {
        List<JobEvent> events = log.of(pool);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).getType() == JobEventType.RUNNER_DRAINED) {
                String session = events.get(i).getSessionId();
                assertThat(events.subList(i, events.size()))
                        .noneMatch(event ->
                                event.getType() == JobEventType.LEASE_GRANTED && session.equals(event.getSessionId()));
            }
        }
        assertThat(log.of(pool, JobEventType.LEASE_ENDED))
                .extracting(event -> event.getLeaseEnd().getReason())
                .doesNotContain(LeaseEndReason.EXPIRED, LeaseEndReason.SESSION_ENDED, LeaseEndReason.RESULT_MISSING);
        assertThat(log.of(pool, JobEventType.RUNNER_LOST)).isEmpty();
    }

    private static Set<String> sessions(String pool, JobEventType type) {
        return log.of(pool, type).stream().map(JobEvent::getSessionId).collect(Collectors.toSet());
    }

    /** Jobs that succeeded; there must be no others. */
    private static int settled(String pool) {
        List<JobEvent> settled = log.of(pool, JobEventType.JOB_SETTLED);
        assertThat(settled)
                .allSatisfy(
                        event -> assertThat(event.getSettlement().getOutcome()).isEqualTo(Outcome.SUCCEEDED));
        return settled.size();
    }

    private static void submit(String pool, int jobs, String script) throws Exception {
        String list = IntStream.range(0, jobs)
                .mapToObj(job -> "{\"name\": \"job-" + job + "\", \"script\": \"" + script + "\"}")
                .collect(Collectors.joining(","));
        String body = "{\"pool\": \"" + pool + "\", \"jobs\": [" + list + "]}";
        Api.Answer answer = api.post("/v1/pipelines", body.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(answer.status()).as(answer.problem()).isEqualTo(202);
    }

    private JobstreamProcess autoscaler(String group) throws Exception {
        Path groups = Files.writeString(directory.resolve("groups.yaml"), "groups: [" + group + "]\n");
        return JobstreamProcess.start(
                directory,
                "autoscaler",
                "--verbose",
                "--groups",
                groups.toString(),
                "--runner-dir",
                runners().toString(),
                "--bootstrap-servers",
                connection.bootstrapServers(),
                "--schema-registry-url",
                connection.schemaRegistryUrl());
    }

    private Path runners() {
        return directory.resolve("runners");
    }

    private List<Path> runnerDirectories() throws Exception {
        if (!Files.exists(runners())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(runners())) {
            return files.toList();
        }
    }

    /** Known by the directories that they were given. */
    private List<ProcessHandle> runnerProcesses() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains("--runner-id")
                                && Stream.of(arguments)
                                        .anyMatch(argument ->
                                                argument.startsWith(runners().toString())))
                        .orElse(false))
                .toList();
    }
}
