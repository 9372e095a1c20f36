// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.SigningKey;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Strikes;
import io.jobstream.streams.scheduling.SchedulerApplication.Signatures;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler where requests must be signed. Its requests are those of tenant acme. */
class SignedRequestsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SchedulerInputs INPUTS = new SchedulerInputs("default");
    private static final SigningKey KEY = SigningKey.random();

    @TempDir
    private Path directory;

    private AvroCodec codec;
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    SignedRequestsTest() {}

    @BeforeEach
    void start() {
        start(Signatures.REQUIRED);
    }

    private void start(Signatures signatures) {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        new SchemaSetup(registry).ensure();
        codec = new AvroCodec(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        Intake intake = new Intake("scheduler", codec, new Strikes("scheduler"));
        driver = new TopologyTestDriver(
                new SchedulerApplication(SchedulingPolicy.DEFAULT, new PoolPartitions(1), signatures).topology(intake),
                properties,
                NOON);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void takesWhatAnEnrolledProducerSigned() {
        enrol(terms -> {});

        request("job-1", KEY, "acme-build", NOON);

        assertThat(admitted()).containsExactly("job-1");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void setsAsideWhatNobodySigned() {
        enrol(terms -> {});

        request("job-1", null, "", NOON);

        assertRefused("the record must have one ci-signature header with the signature of an enrolled producer");
    }

    @Test
    void setsAsideWhatAnotherKeySigned() {
        enrol(terms -> {});

        request("job-1", SigningKey.random(), "acme-build", NOON);

        assertRefused("the signature is not one of producer acme-build over this topic, key and value");
    }

    @Test
    void setsAsideASignatureThatWasMadeForAnotherRecord() {
        enrol(terms -> {});
        ProducerRecord<String, byte[]> other = signed("job-2", KEY, "acme-build", Topics.JOB_REQUESTS.name());
        ProducerRecord<String, byte[]> record = signed("job-1", null, "", Topics.JOB_REQUESTS.name());

        pipe(Topics.JOB_REQUESTS.name(), "default", record.value(), other.headers(), NOON);

        assertRefused("the signature is not one of producer acme-build over this topic, key and value");
    }

    @Test
    void setsAsideASignatureThatWasMadeForAnotherTopic() {
        enrol(terms -> {});
        ProducerRecord<String, byte[]> record = signed("job-1", KEY, "acme-build", Topics.JOB_RESULTS.name());

        pipe(Topics.JOB_REQUESTS.name(), "default", record.value(), record.headers(), NOON);

        assertRefused("the signature is not one of producer acme-build over this topic, key and value");
    }

    @Test
    void setsAsideWhatAProducerSignsThatIsNotEnrolled() {
        request("job-1", KEY, "acme-build", NOON);

        assertRefused("no producer acme-build is enrolled");
    }

    @Test
    void setsAsideJobsOfAnotherTenantThanTheProducers() {
        enrol(terms -> terms.setTenant("other"));

        request("job-1", KEY, "acme-build", NOON);

        assertRefused("producer acme-build may not ask for tenant acme");
    }

    @Test
    void setsAsideRequestsInOtherPoolsThanTheProducers() {
        enrol(terms -> terms.setPools(List.of("gpu")));

        request("job-1", KEY, "acme-build", NOON);

        assertRefused("producer acme-build may not ask in pool default");
    }

    @Test
    void anEnrolmentEndsByTheStampOfTheLog() {
        enrol(terms -> terms.setExpiresAt(NOON.plusSeconds(10)));

        request("job-1", KEY, "acme-build", NOON.plusMillis(9_999));
        assertThat(admitted()).containsExactly("job-1");
        request("job-2", KEY, "acme-build", NOON.plusSeconds(10));

        assertRefused("producer acme-build was enrolled until 2026-01-01T12:00:10Z");
    }

    @Test
    void aRevocationCountsFromItsPlaceOn() {
        enrol(terms -> {});
        request("job-1", KEY, "acme-build", NOON);
        assertThat(admitted()).containsExactly("job-1");
        enrol(terms -> terms.setRevokedAt(NOON));

        request("job-2", KEY, "acme-build", NOON);

        assertRefused("producer acme-build is revoked");
    }

    /** As after a takeover or an abort: what is in the store is all that there is. */
    @Test
    void judgesFromItsStoreAsItDidBefore() {
        enrol(terms -> {});
        JobRequest request = INPUTS.request(NOON, "job-1");
        ProducerRecord<String, byte[]> signed = signed("job-1", KEY, "acme-build", Topics.JOB_REQUESTS.name());
        Record<byte[], byte[]> record = new Record<>(
                "default".getBytes(StandardCharsets.UTF_8), signed.value(), NOON.toEpochMilli(), signed.headers());

        assertThatCode(() -> rebuilt().check(request, record)).doesNotThrowAnyException();
        enrol(terms -> terms.setRevokedAt(NOON));
        assertThatThrownBy(() -> rebuilt().check(request, record)).hasMessage("producer acme-build is revoked");
    }

    private EnrolledProducers rebuilt() {
        EnrolledProducers producers = new EnrolledProducers(driver.getKeyValueStore(EnrolledProducers.STORE));
        producers.rebuild();
        return producers;
    }

    @Test
    void forgetsAProducerWhoseEnrolmentCannotBeRead() {
        enrol(terms -> {});
        pipe(Topics.PRODUCERS.name(), "acme-build", new byte[] {1, 2}, new ProducerRecord<>("", "").headers(), NOON);
        assertThat(deadLetters()).hasSize(1);

        request("job-1", KEY, "acme-build", NOON);

        assertRefused("no producer acme-build is enrolled");
    }

    @Test
    void takesEverythingWhereSignaturesAreNotRequired() {
        driver.close();
        start(Signatures.NOT_REQUIRED);

        request("job-1", null, "", NOON);

        assertThat(admitted()).containsExactly("job-1");
    }

    private void assertRefused(String reason) {
        assertThat(admitted()).isEmpty();
        List<TestRecord<String, byte[]>> letters = deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(new String(
                        letters.get(0)
                                .headers()
                                .lastHeader("__streams.errors.message")
                                .value(),
                        StandardCharsets.UTF_8))
                .isEqualTo(reason);
    }

    private void enrol(Consumer<Producer.Builder> change) {
        Producer.Builder producer = Producer.newBuilder()
                .setProducerId("acme-build")
                .setPublicKey(ByteBuffer.wrap(KEY.verificationKey().bytes()))
                .setTenant("acme")
                .setEnrolledAt(NOON)
                .setEnrolledBy("test");
        change.accept(producer);
        pipe(
                Topics.PRODUCERS.name(),
                "acme-build",
                codec.encode(Topics.PRODUCERS, producer.build()),
                new ProducerRecord<>("", "").headers(),
                NOON);
    }

    private void request(String job, @Nullable SigningKey key, String producerId, Instant at) {
        ProducerRecord<String, byte[]> record = signed(job, key, producerId, Topics.JOB_REQUESTS.name());
        pipe(Topics.JOB_REQUESTS.name(), "default", record.value(), record.headers(), at);
    }

    private ProducerRecord<String, byte[]> signed(
            String job, @Nullable SigningKey key, String producerId, String topic) {
        JobRequest request = INPUTS.request(NOON, job);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, "default", codec.encode(Topics.JOB_REQUESTS, request));
        if (key != null) {
            key.sign(record, producerId);
        }
        return record;
    }

    private void pipe(String topic, String key, byte[] value, Headers headers, Instant at) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, at));
    }

    private List<String> admitted() {
        return driver
                .createOutputTopic(Topics.JOB_EVENTS.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(bytes -> codec.decode(Topics.JOB_EVENTS, bytes))
                .filter(event -> event.getType() == JobEventType.JOB_ADMITTED)
                .map(JobEvent::getJobId)
                .toList();
    }

    private List<TestRecord<String, byte[]>> deadLetters() {
        return driver.createOutputTopic(Topics.DEAD_LETTERS, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }
}
