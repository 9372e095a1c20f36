// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.broker.EmbeddedKafka;
import io.jobstream.embedded.broker.KafkaSettings;
import io.jobstream.standalone.audit.AuditKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every service in a process of its own, the registry too, as in production. */
class SeparateProcessesIT {
    private static final Pattern REGISTRY = Pattern.compile("^registry listens at (http://\\S+)");
    private static final Pattern HTTP = Pattern.compile(" runs at (http://\\S+)");
    private static final Pattern RUNS = Pattern.compile("^(runner|streams|notifier) runs");
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aJobGoesAllTheWayAndEveryProcessEndsInOrder() throws Exception {
        List<JobstreamProcess> services = new ArrayList<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.temporary())) {
            JobstreamProcess registry = JobstreamProcess.start(
                    directory, "registry", "--bootstrap-servers", kafka.bootstrapServers(), "--port", "0");
            services.add(registry);
            Cluster cluster = new Cluster(kafka.bootstrapServers(), registry.awaitLine(REGISTRY, START));
            Path receivers = Files.writeString(
                    directory.resolve("receivers.yaml"),
                    "receivers: [{name: chat, type: slack, url: 'http://127.0.0.1:9/none'}]\n");
            AuditKeys audit = AuditKeys.in(directory.resolve("audit"));
            String kek = audit.kekFile().toString();
            services.add(service(cluster, "ingest", "--http-port", "0", "--audit-kek-file", kek));
            services.add(service(cluster, "query", "--http-port", "0", "--audit-kek-file", kek));
            services.add(service(cluster, "streams", "--state-dir", path("streams"), "--instance-id", "a"));
            services.add(service(cluster, "runner", "--work-dir", path("runner"), "--label", "fast"));
            services.add(service(cluster, "notifier", "--notifier-config", receivers.toString()));
            String ingest = services.get(1).awaitLine(HTTP, START);
            String query = services.get(2).awaitLine(HTTP, START);
            services.subList(3, 6).forEach(each -> each.awaitLine(RUNS, START));
            Path key = key(cluster, ingest);

            try (JobstreamProcess submit = JobstreamProcess.start(
                    directory,
                    "submit",
                    "--server",
                    ingest,
                    "--query-server",
                    query,
                    "--token-file",
                    key.toString(),
                    "--label",
                    "fast",
                    "--wait",
                    "--",
                    "echo all the way; exit 7")) {
                assertThat(submit.awaitExit(Duration.ofSeconds(60)))
                        .as(submit.text())
                        .isEqualTo(7);
                assertThat(submit.lines()).contains("all the way");
                assertThat(submit.text()).contains("failed with exit code 7");
            }

            services.forEach(JobstreamProcess::terminate);
            for (JobstreamProcess each : services) {
                assertThat(each.awaitExit(Duration.ofSeconds(15)))
                        .as(each.text())
                        .isEqualTo(143);
            }
        } finally {
            services.forEach(JobstreamProcess::close);
        }
    }

    /** Made by the command line when there is none, revoked by it, and made again. */
    private Path key(Cluster cluster, String ingest) throws Exception {
        try (JobstreamProcess without =
                JobstreamProcess.start(directory, "submit", "--server", ingest, "--patience", "20s", "--", "true")) {
            assertThat(without.awaitExit(START)).isEqualTo(1);
            assertThat(without.text()).contains("HTTP 401", "JOBSTREAM_TOKEN");
        }
        Path file = directory.resolve("key");
        String first = create(cluster);
        Files.writeString(file, first);
        try (JobstreamProcess revoke = keys(cluster, "revoke", first.substring(4, 16))) {
            assertThat(revoke.awaitExit(START)).as(revoke.text()).isZero();
        }
        try (JobstreamProcess list = keys(cluster, "list")) {
            assertThat(list.awaitExit(START)).as(list.text()).isZero();
            assertThat(list.text())
                    .contains(first.substring(4, 16), "revoked", "jobs:write")
                    .doesNotContain(first);
        }
        try (JobstreamProcess revoked = JobstreamProcess.start(
                directory, "submit", "--server", ingest, "--token-file", file.toString(), "--", "true")) {
            assertThat(revoked.awaitExit(START)).isEqualTo(1);
            assertThat(revoked.text()).contains("HTTP 401");
        }
        return Files.writeString(file, create(cluster));
    }

    private String create(Cluster cluster) throws Exception {
        try (JobstreamProcess create = keys(
                cluster,
                "create",
                "--name",
                "ci",
                "--scope",
                "jobs:write,jobs:read,logs:read",
                "--tenant",
                "default")) {
            assertThat(create.awaitExit(START)).as(create.text()).isZero();
            return create.lines().stream()
                    .filter(line -> line.startsWith("jsk_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private JobstreamProcess keys(Cluster cluster, String command, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "keys",
                command,
                "--bootstrap-servers",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryUrl()));
        arguments.addAll(List.of(options));
        return JobstreamProcess.start(directory, arguments.toArray(String[]::new));
    }

    private record Cluster(String bootstrapServers, String registryUrl) {}

    private JobstreamProcess service(Cluster cluster, String name, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                name,
                "--bootstrap-servers",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryUrl(),
                "--partitions",
                "4"));
        arguments.addAll(List.of(options));
        return JobstreamProcess.start(directory, arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
