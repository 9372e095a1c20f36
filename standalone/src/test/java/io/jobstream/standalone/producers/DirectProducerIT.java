// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.signatures.RecordSignature;
import io.jobstream.signatures.SigningKey;
import io.jobstream.standalone.Program;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.standalone.local.KeyFile;
import io.jobstream.standalone.services.AccessSettings;
import io.jobstream.standalone.services.AuditSettings;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything with authentication on, and producers that write to Kafka themselves. */
class DirectProducerIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final Rate MANY = new Rate(100_000, 1_000_000);
    private static final RateLimits.Rates NO_LIMITS = new RateLimits.Rates(MANY, MANY);
    private static final Path EXAMPLE =
            Path.of("..", "docs", "examples", "submit-directly", "submit.py").toAbsolutePath();

    @TempDir
    static Path directory;

    private static Everything everything;
    private static Api api;
    private static String credential;

    @BeforeAll
    static void start() throws Exception {
        everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                1,
                NotifierConfig.NONE,
                new AccessSettings(false, List.of(), NO_LIMITS, AuditSettings.OF_ANYONE),
                null));
        everything.awaitReady(LIMIT);
        credential = firstKey();
        api = new Api(everything.uri(), Optional.of(credential));
        await().atMost(LIMIT).until(() -> api.get("/v1/producers").status() == 200);
    }

    @AfterAll
    static void stop() {
        everything.close();
    }

    @Test
    void whatAProducerSignsRunsAndWhatItMayNotIsSetAside() throws Exception {
        SigningKey key = SigningKey.random();
        enrol("acme-direct", key, "acme");

        String job = write(key, "acme-direct", "default", "acme", "default");
        awaitSettled(job);

        assertThat(reasonOf(write(SigningKey.random(), "acme-direct", "default", "acme", "default")))
                .contains("the signature is not one of producer acme-direct");
        assertThat(reasonOf(write(key, "acme-direct", "default", "other", "default")))
                .contains("may not ask for tenant other");
        assertThat(reasonOf(write(key, "nobody", "default", "acme", "default"))).contains("no producer nobody");
        // Signed for one key, written under another.
        assertThat(reasonOf(write(key, "acme-direct", "default", "acme", "replayed")))
                .contains("the signature is not one of producer acme-direct");

        assertThat(api.delete("/v1/producers/acme-direct").status()).isEqualTo(200);
        assertThat(reasonOf(write(key, "acme-direct", "default", "acme", "default")))
                .contains("is revoked");

        Api.Answer posted = api.post(
                "/v1/jobs", "{\"name\": \"n\", \"script\": \"true\"}".getBytes(StandardCharsets.UTF_8), Map.of());
        awaitSettled(posted.body().path("jobId").asText());
        assertThat(Check.run(everything.connection(), CheckOptions.DEFAULT, Progress.NONE)
                        .holds())
                .isTrue();
    }

    @Test
    void theCommandsMakeAPairAndEnrolListAndRevokeIt() throws Exception {
        Path key = directory.resolve("cli.key");

        assertThat(jobstream("producers", "new-key", "--out", key.toString())).contains("[0]");
        assertThat(jobstream("producers", "new-key", "--out", key.toString())).contains("[2]", "is there already");
        assertThat(Files.getPosixFilePermissions(key))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(server("producers", "enrol", "cli", "--public-key", key + ".pub", "--tenant", "acme"))
                .contains("[0]", "Producer cli is enrolled for tenant acme")
                .doesNotContain("as soon as");
        assertThat(server("producers", "enrol", "other", "--public-key", key.toString(), "--tenant", "acme"))
                .contains("[2]");
        awaitSettled(write(new KeyFile(key).read(), "cli", "default", "acme", "default"));
        assertThat(server("producers", "list")).contains("[0]", "cli  tenant acme  any pool  until ", "gateway-");
        assertThat(server("producers", "revoke", "cli")).contains("[0]", "Producer cli is revoked");
        assertThat(server("producers", "list")).contains("cli  tenant acme  any pool  revoked ");
        assertThat(server("producers", "revoke", "nobody")).contains("[1]", "There is no producer nobody");
    }

    @Test
    void aFileOfJobsIsSubmittedInBatches() throws Exception {
        Path file = Files.writeString(
                directory.resolve("jobs.jsonl"),
                IntStream.range(0, 1_100)
                        .mapToObj(i -> "{\"name\": \"j" + i + "\", \"script\": \"true\", \"pool\": \"nobody-there\","
                                + " \"idempotencyKey\": \"f" + i + "\"}\n")
                        .collect(Collectors.joining("", "", "{\"name\": \"no script\"}\n")));

        String first = server("submit", "--batch", file.toString(), "--patience", "60s");
        String again = server("submit", "--batch", file.toString(), "--patience", "60s");

        assertThat(first).contains("[1]", "line 1101: ", "/script Required");
        assertThat(first.lines().filter(line -> line.matches("[0-9a-f-]{36}"))).hasSize(1_100);
        assertThat(again.lines().filter(line -> line.matches("[0-9a-f-]{36}")))
                .containsExactlyElementsOf(first.lines()
                        .filter(line -> line.matches("[0-9a-f-]{36}"))
                        .toList());
        assertThat(server("submit", "--batch", file.toString(), "--", "true")).contains("[2]");
        assertThat(server("submit")).contains("[2]");
    }

    private static String server(String... arguments) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), credential);
        List<String> all = new ArrayList<>(List.of(arguments));
        int place = arguments[0].equals("producers") ? 2 : 1;
        all.addAll(place, List.of("--server", everything.uri().toString(), "--token-file", token.toString()));
        return jobstream(all.toArray(String[]::new));
    }

    /** What the program says, and its exit status in brackets. */
    private static String jobstream(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        int status = Program.create(Map.of(), out, out).execute(arguments);
        return text + "[" + status + "]";
    }

    @Test
    void thePythonExampleRunsAJobAndIsToldWhyNot() throws Exception {
        String python = python();
        Path file = directory.resolve("python.key");
        SigningKey key = new KeyFile(file).make();
        enrol("python", key, "acme");

        assertThat(run(python, "python", file, "acme")).contains("settled SUCCEEDED");
        assertThat(run(python, "python", file, "other"))
                .contains("refused: producer python may not ask for tenant other");
        assertThat(run(python, "somebody", file, "acme")).contains("refused: no producer somebody is enrolled");
    }

    private static String firstKey() {
        try (KeyRing ring = KeyRing.start(everything.connection(), new PoolPartitions(PARTITIONS))) {
            return ring.make(NewKey.mayEverything("test"), "test").join().text().text();
        }
    }

    /** Whichever has the libraries: a Debian machine may have a Python of its own beside the packaged one. */
    private static String python() throws Exception {
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            if (ends(candidate, "-c", "import avro, confluent_kafka, cryptography")) {
                return candidate;
            }
        }
        assumeThat(false)
                .as("There is no Python with confluent_kafka, avro and cryptography here: the example is not tested")
                .isTrue();
        return "";
    }

    private static boolean ends(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String run(String python, String producerId, Path key, String tenant) throws Exception {
        Path output = Files.createTempFile(directory, "python", ".out");
        Process process = new ProcessBuilder(
                        python,
                        EXAMPLE.toString(),
                        "--bootstrap",
                        everything.connection().bootstrapServers(),
                        "--registry",
                        everything.connection().schemaRegistryUrl(),
                        "--producer",
                        producerId,
                        "--key",
                        key.toString(),
                        "--tenant",
                        tenant,
                        "echo from Python")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private static void enrol(String producerId, SigningKey key, String tenant) throws Exception {
        Api.Answer answer = api.put(
                "/v1/producers/" + producerId,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("publicKey", key.verificationKey().pem())
                        .put("tenant", tenant));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** Writes a request of one job, signed for a pool, under a key; the job's id. */
    private static String write(SigningKey key, String producerId, String pool, String tenant, String recordKey)
            throws Exception {
        String job = UUID.randomUUID().toString();
        try (var producer = everything.connection().producer("direct");
                AvroCodec codec = AvroCodec.of(everything.connection())) {
            JobSpec spec = JobSpec.newBuilder()
                    .setJobId(job)
                    .setName("direct")
                    .setTenant(tenant)
                    .build();
            byte[] work =
                    codec.encodeWork(JobWork.newBuilder().setScript("true").build());
            byte[] value = codec.encode(
                    Topics.JOB_REQUESTS,
                    new JobRequest(
                            UUID.randomUUID().toString(),
                            recordKey,
                            Instant.now().truncatedTo(ChronoUnit.MILLIS),
                            RequestSource.PRODUCER,
                            null,
                            List.of(new RequestedJob(spec, ByteBuffer.wrap(work))),
                            null));
            ProducerRecord<String, byte[]> signed = new ProducerRecord<>(Topics.JOB_REQUESTS.name(), pool, value);
            key.sign(signed, producerId);
            ProducerRecord<String, byte[]> written = new ProducerRecord<>(Topics.JOB_REQUESTS.name(), recordKey, value);
            RecordSignature.in(signed.headers()).orElseThrow().addTo(written.headers());
            producer.send(written).get();
        }
        return job;
    }

    private static void awaitSettled(String job) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(api.get("/v1/jobs/" + job)
                                .body()
                                .path("outcome")
                                .asText())
                        .isEqualTo("SUCCEEDED"));
    }

    /** Why the request of a job is among the dead letters. */
    private static String reasonOf(String job) {
        Map<String, String> reasons = new HashMap<>();
        await().atMost(LIMIT).until(() -> {
            reasons.putAll(deadLetters());
            return reasons.containsKey(job);
        });
        return reasons.getOrDefault(job, "");
    }

    private static Map<String, String> deadLetters() throws IOException {
        Map<String, String> reasons = new HashMap<>();
        List<TopicPartition> partitions = new ArrayList<>(IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.DEAD_LETTERS, partition))
                .toList());
        try (Consumer<byte[], byte[]> consumer = everything.connection().consumer("test");
                AvroCodec codec = AvroCodec.of(everything.connection())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    JobRequest request = codec.decode(Topics.JOB_REQUESTS, record.value());
                    reasons.put(
                            request.getJobs().get(0).getSpec().getJobId(),
                            new String(
                                    record.headers()
                                            .lastHeader("__streams.errors.message")
                                            .value(),
                                    StandardCharsets.UTF_8));
                });
            }
        }
        return reasons;
    }
}
