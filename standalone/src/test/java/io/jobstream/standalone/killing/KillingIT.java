// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.check.Report;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills at random moments in the middle of jobs. In the build a short form; the long one is {@code -Dkilling.moments=20
 * -Dkilling.jobs=200}, and {@code -Dkilling.seed} repeats one's choices.
 */
class KillingIT {
    private static final Logger log = LoggerFactory.getLogger(KillingIT.class);
    private static final int PARTITIONS = 4;
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final Duration GRANT_WITHIN = Duration.ofSeconds(3);
    private static final Duration CONVERGED = Duration.ofMinutes(4);
    private static final Pattern UP = Pattern.compile("^Jobstream is up");
    private static final Pattern RUNS = Pattern.compile("^\\w+ runs");

    private final int moments = Integer.getInteger("killing.moments", 3);
    private final int jobs = Integer.getInteger("killing.jobs", 40);
    private final long seed = Long.getLong("killing.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Instant> killed = new ArrayList<>();
    private final Map<String, ChildProgram> children = new LinkedHashMap<>();
    private Duration survived = Duration.ZERO;

    @TempDir
    Path directory;

    private Evidence evidence = new Evidence(Path.of(""));
    private Workload workload = new Workload(List.of(), Map.of());

    @BeforeEach
    void plan() throws Exception {
        log.atInfo().addKeyValue("seed", seed).log("Repeat these choices by -Dkilling.seed");
        evidence = new Evidence(Files.createDirectory(directory.resolve("evidence")));
        workload = Workload.of(random, jobs, evidence);
    }

    @AfterEach
    void end() {
        children.values().forEach(ChildProgram::close);
    }

    @Test
    void everyAcceptedJobEndsOnceWhenTheWholeProcessIsKilled() throws Exception {
        Path data = directory.resolve("data");
        int http = freePort();
        KafkaConnection connection = new KafkaConnection("127.0.0.1:" + freePort(), "http://127.0.0.1:" + freePort());
        ChildProgram up = new ChildProgram(
                "up",
                directory,
                448,
                UP,
                List.of(
                        "up",
                        "--data=" + data,
                        "--http-port=" + http,
                        "--kafka-port=" + connection.bootstrapServers().replaceAll(".*:", ""),
                        "--registry-port=" + connection.schemaRegistryUrl().replaceAll(".*:", ""),
                        "--without-authentication",
                        "--runners=4"));
        children.put("up", up);
        up.start();
        try (Submitter submitter = new Submitter(URI.create("http://127.0.0.1:" + http), workload.submissions())) {
            for (int moment = 0; moment < moments; moment++) {
                submitter.release(workload.submissions().size() / moments);
                awaitMoment(moment, connection, List.of(up));
                kill(up, data, Duration.ZERO);
            }
            up.awaitReady();
            conclude("the whole process", submitter, connection, data);
        }
    }

    @Test
    void everyAcceptedJobEndsOnceWhenAnyServiceIsKilled() throws Exception {
        int http = freePort();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                Submitter submitter = new Submitter(URI.create("http://127.0.0.1:" + http), workload.submissions())) {
            prepareServices(cluster.connection(), http);
            children.values().forEach(ChildProgram::start);
            children.values().forEach(ChildProgram::awaitReady);
            List<String> victims = new ArrayList<>();
            for (int moment = 0; moment < moments; moment++) {
                if (victims.isEmpty()) {
                    victims.addAll(
                            List.of("ingest", "streams", "streams", "runner-a", "runner-b", "query", "notifier"));
                    Collections.shuffle(victims, random);
                }
                ChildProgram victim = Objects.requireNonNull(children.get(victims.remove(0)));
                submitter.release(workload.submissions().size() / moments);
                awaitMoment(moment, cluster.connection(), List.of());
                // Now and then it stays away for longer than a lease.
                Duration away = random.nextInt(6) == 0 ? LEASE.plusSeconds(4) : Duration.ofMillis(random.nextInt(1500));
                kill(victim, directory.resolve(victim.name()), away);
            }
            children.values().forEach(ChildProgram::awaitReady);
            conclude("services apart", submitter, cluster.connection(), directory);
        }
    }

    private void prepareServices(KafkaConnection connection, int http) throws Exception {
        Path receivers = Files.writeString(
                directory.resolve("receivers.yaml"),
                "receivers: [{name: chat, type: slack, url: 'http://127.0.0.1:9/none'}]\n");
        service(connection, "ingest", 192, "ingest", "--without-authentication", "--http-port=" + http);
        service(connection, "query", 192, "query", "--without-authentication", "--http-port=" + freePort());
        service(connection, "streams", 256, "streams", "--instance-id=a", "--state-dir=" + directory.resolve("state"));
        for (String runner : List.of("runner-a", "runner-b")) {
            service(
                    connection,
                    runner,
                    192,
                    "runner",
                    "--runner-id=" + runner,
                    "--slots=2",
                    "--work-dir=" + directory.resolve(runner));
        }
        service(connection, "notifier", 192, "notifier", "--notifier-config=" + receivers);
    }

    private void service(KafkaConnection connection, String name, int heapMebibytes, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--bootstrap-servers=" + connection.bootstrapServers());
        all.add("--schema-registry-url=" + connection.schemaRegistryUrl());
        children.put(name, new ChildProgram(name, directory, heapMebibytes, RUNS, all));
    }

    /** Of four moments one comes right after an assignment was written, one after it was committed, two at random. */
    private void awaitMoment(int moment, KafkaConnection connection, List<ChildProgram> starting) {
        if (moment % 4 == 3) {
            // Perhaps before it is ready.
            pause(Duration.ofMillis(random.nextInt(8_000)));
            return;
        }
        starting.forEach(ChildProgram::awaitReady);
        pause(Duration.ofMillis(random.nextInt(2_500)));
        if (moment % 4 < 2) {
            boolean committed = moment % 4 == 1;
            try (var news = TopicReader.ofNews(connection, Topics.JOB_ASSIGNMENTS, PARTITIONS, committed)) {
                boolean came = news.anything(GRANT_WITHIN);
                log.atDebug().addKeyValue("came", came).log("Awaited an assignment");
            }
        }
    }

    /** Kills and starts again; its jobs must end with it, whether the next incarnation is there already or not. */
    private void kill(ChildProgram victim, Path workDirectory, Duration away) {
        Set<String> sessions = Survivors.sessions(workDirectory);
        killed.add(victim.kill());
        sessions.addAll(Survivors.sessions(workDirectory));
        boolean atOnce = random.nextBoolean();
        if (atOnce) {
            victim.start();
        }
        if (victim.name().equals("up") || victim.name().startsWith("runner")) {
            Duration took = Survivors.awaitNone(workDirectory, sessions, LEASE);
            survived = took.compareTo(survived) > 0 ? took : survived;
        }
        if (!atOnce) {
            pause(away);
            victim.start();
        }
        log.atInfo()
                .addKeyValue("victim", victim.name())
                .addKeyValue("sessionsWithJobs", sessions.size())
                .log("Killed and started again");
    }

    private void conclude(String what, Submitter submitter, KafkaConnection connection, Path work) throws Exception {
        long begin = System.nanoTime();
        Map<String, String> accepted = submitter.awaitAccepted(CONVERGED);
        try (var events = TopicReader.ofAll(connection, Topics.JOB_EVENTS, PARTITIONS);
                var views = TopicReader.ofAll(connection, Topics.JOB_STATUS, PARTITIONS)) {
            await().atMost(CONVERGED)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> Verdict.settled(events.toEnd(), jobs) && Verdict.shown(views.toEnd(), jobs));
            Duration converged = Duration.ofNanos(System.nanoTime() - begin);
            Survivors.awaitNone(work, Survivors.sessions(work), LEASE);
            JobStories stories = JobStories.of(events.toEnd());
            Report report = Check.run(connection, CheckOptions.DEFAULT.whenComplete(), Progress.NONE);
            log.atInfo()
                    .addKeyValue("what", what)
                    .addKeyValue("seed", seed)
                    .addKeyValue("kills", killed.size())
                    .addKeyValue("killsWithOpenGrants", Verdict.openGrants(stories, killed))
                    .addKeyValue("jobs", stories.jobs.size())
                    .addKeyValue("attempts", report.attempts())
                    .addKeyValue("outcomes", report.outcomes())
                    .addKeyValue("leaseEnds", report.leaseEnds())
                    .addKeyValue("submissionsRepeated", submitter.repeated())
                    .addKeyValue("survivedMillis", survived.toMillis())
                    .addKeyValue("convergedSeconds", converged.toSeconds())
                    .log("Everything has ended");
            assertThat(Verdict.violations(accepted, workload.exitStatuses(), report, stories, evidence.lives()))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }

    /** Below the ports that systems give to outgoing connections, or another process has it while ours is away. */
    private int freePort() {
        while (true) {
            int port = 20_000 + random.nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                log.atDebug().addKeyValue("port", port).log("Taken");
            }
        }
    }
}
