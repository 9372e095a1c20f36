// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.embedded.broker.EmbeddedKafka;
import io.jobstream.embedded.broker.KafkaSettings;
import io.jobstream.embedded.registry.EmbeddedRegistry;
import io.jobstream.embedded.registry.TopicChangeLog;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.ingest.Ingest;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.Outcome;
import io.jobstream.standalone.client.Api;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.SchedulerApplication;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.TopicSetup;
import io.jobstream.topics.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that lets in who has a certificate, and a runner that may do what docs/operating.md says that it needs. */
class MutualTlsIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern RUNS = Pattern.compile("^(runner) runs");
    private static final Pattern RULE = Pattern.compile("\\| (Read|Write|Describe, DescribeConfigs) \\| (.+) \\|");
    private static final byte[] JOB =
            "{\"name\": \"known\", \"script\": \"echo known\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void aRunnerWithACertificateRunsJobsAndCanDoNothingElse() throws Exception {
        Authority authority = new Authority(directory.resolve("authority"));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(broker(authority))) {
            KafkaConnection services = connection(kafka, "", authority.settings("services"));
            try (EmbeddedRegistry registry =
                    EmbeddedRegistry.bind("127.0.0.1", 0).serve(TopicChangeLog.on(services))) {
                services = connection(kafka, registry.url(), services.clientSettings());
                KafkaConnection runner = connection(kafka, registry.url(), security(authority.settings("runner")));
                PoolPartitions partitions = setUp(services);

                runsAJob(services, partitions, runner);
                assertThatThrownBy(() -> write(runner, Topics.JOB_REQUESTS.name()))
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
                assertThatThrownBy(() -> write(runner, Topics.JOB_ASSIGNMENTS.name()))
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
                strangersStayOut(kafka, authority);
            }
        }
    }

    private KafkaSettings broker(Authority authority) throws Exception {
        KafkaSettings settings = KafkaSettings.temporary()
                .with("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:PLAINTEXT")
                .with("ssl.client.auth", "required")
                .with("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // The controller's listener is on loopback, for this broker alone.
                .with("super.users", "User:broker;User:services;User:ANONYMOUS");
        for (Map.Entry<String, String> each : authority.settings("broker").entrySet()) {
            settings = settings.with(each.getKey(), each.getValue());
        }
        return settings;
    }

    private static PoolPartitions setUp(KafkaConnection services) throws Exception {
        SchemaSetup.ensure(services);
        try (Admin admin = services.admin("test")) {
            PoolPartitions partitions = new TopicSetup(admin).ensure(OptionalInt.of(2));
            admin.createAcls(rulesForRunners()).all().get(30, TimeUnit.SECONDS);
            return partitions;
        }
    }

    /** The table of the page. */
    private static List<AclBinding> rulesForRunners() throws IOException {
        String page = Files.readString(JobstreamProcess.root().resolve("docs/operating.md"));
        List<AclBinding> rules = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new StringReader(page));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher rule = RULE.matcher(line);
            if (rule.matches()) {
                for (String operation : rule.group(1).split(", ", -1)) {
                    for (String topic : rule.group(2).replace("`", "").split(", ", -1)) {
                        rules.add(rule(operation, topic));
                    }
                }
            }
        }
        assertThat(rules).hasSizeGreaterThan(5);
        return rules;
    }

    private static AclBinding rule(String operation, String topic) {
        boolean prefix = topic.endsWith("*");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.TOPIC,
                        topic.replace("*", ""),
                        prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:runner",
                        "*",
                        AclOperation.fromString(operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_")),
                        AclPermissionType.ALLOW));
    }

    private void runsAJob(KafkaConnection services, PoolPartitions partitions, KafkaConnection runner)
            throws Exception {
        Path config = directory.resolve("runner.properties");
        Properties properties = new Properties();
        properties.putAll(runner.clientSettings());
        try (Writer file = Files.newBufferedWriter(config)) {
            properties.store(file, null);
        }
        try (StreamsApplications streams = StreamsApplications.start(
                        StreamsSettings.embedded(directory.resolve("streams")),
                        services,
                        List.of(new SchedulerApplication(
                                SchedulingPolicy.DEFAULT, partitions, Signatures.NOT_REQUIRED)));
                Ingest ingest = Ingest.start(IngestConfig.defaults(), services, partitions);
                HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), List.of(ingest.endpoints()));
                JobstreamProcess process = JobstreamProcess.start(
                        directory,
                        "runner",
                        "--bootstrap-servers",
                        runner.bootstrapServers(),
                        "--schema-registry-url",
                        runner.schemaRegistryUrl(),
                        "--client-config",
                        config.toString(),
                        "--work-dir",
                        directory.resolve("work").toString())) {
            await().atMost(START)
                    .until(() -> streams.health().ready()
                            && ingest.endpoints().health().ready());
            process.awaitLine(RUNS, START);
            Api.Answer accepted = new Api(server.uri()).post("/v1/jobs", JOB, Map.of());
            assertThat(accepted.status()).as(accepted.problem()).isEqualTo(202);
            try (PoolLog log = new PoolLog(services)) {
                List<JobEvent> settled = await().atMost(START)
                        .until(() -> log.of("default", JobEventType.JOB_SETTLED), events -> !events.isEmpty());
                assertThat(settled.get(0).getSettlement().getOutcome()).isEqualTo(Outcome.SUCCEEDED);
            }
        }
    }

    private static void strangersStayOut(EmbeddedKafka kafka, Authority authority) throws Exception {
        try (Admin without = connection(kafka, "", authority.trusting()).admin("without")) {
            assertThatThrownBy(() -> without.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }

    private static void write(KafkaConnection connection, String topic) throws Exception {
        try (Producer<String, byte[]> producer = connection.producer("test")) {
            producer.send(new ProducerRecord<>(topic, "default", new byte[] {1}))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaConnection connection(EmbeddedKafka kafka, String registryUrl, Map<String, String> settings) {
        return new KafkaConnection(kafka.bootstrapServers(), registryUrl, security(settings));
    }

    private static Map<String, String> security(Map<String, String> settings) {
        Map<String, String> secure = new TreeMap<>(settings);
        secure.put("security.protocol", "SSL");
        return secure;
    }
}
