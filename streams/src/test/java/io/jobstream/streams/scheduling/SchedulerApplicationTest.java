// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Strikes;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerApplicationTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SchedulerInputs INPUTS = new SchedulerInputs("default");

    @TempDir
    private Path directory;

    private AvroCodec codec;
    private TopologyTestDriver driver;
    private LatestTicks latestTicks;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    SchedulerApplicationTest() {}

    @BeforeEach
    void startTopology() {
        start(new PoolPartitions(1));
    }

    private void restartWith(PoolPartitions partitions) {
        driver.close();
        start(partitions);
    }

    private void start(PoolPartitions partitions) {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        new SchemaSetup(registry).ensure();
        codec = new AvroCodec(registry);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        Intake intake = new Intake("scheduler", codec, new Strikes("scheduler"));
        latestTicks = new LatestTicks(partitions);
        SchedulerApplication application = new SchedulerApplication(
                SchedulingPolicy.DEFAULT, partitions, SchedulerApplication.Signatures.NOT_REQUIRED, latestTicks);
        driver = new TopologyTestDriver(application.topology(intake), properties, NOON);
    }

    @AfterEach
    void closeTopology() {
        driver.close();
    }

    @Test
    void carriesAJobFromRequestToOutcome() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);
        JobAssignment grant = assignments().get(0);
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 1, grant), NOON.plusSeconds(1));
        pipe(Topics.JOB_RESULTS, "default", INPUTS.succeeded(grant), NOON.plusSeconds(2));

        assertThat(events())
                .extracting(JobEvent::getType)
                .containsExactly(
                        JobEventType.RUNNER_JOINED,
                        JobEventType.JOB_ADMITTED,
                        JobEventType.JOB_QUEUED,
                        JobEventType.LEASE_GRANTED,
                        JobEventType.LEASE_ACCEPTED,
                        JobEventType.RESULT_ACCEPTED,
                        JobEventType.LEASE_ENDED,
                        JobEventType.JOB_SETTLED);
        assertThat(grant.getGrant().getWork()).isEqualTo(INPUTS.job("job-1").getWork());
    }

    @Test
    void logsAPolicyThatIsGivenAndSetsAsideOneThatCannotBe() {
        TenantPolicy policy = new TenantPolicy("acme", 2, 5, null);

        pipe(Topics.TENANT_POLICIES, "acme", policy, NOON);
        pipe(Topics.TENANT_POLICIES, "acme", new TenantPolicy("acme", 0, null, null), NOON);

        JobEvent event = events().get(0);
        assertThat(event.getType()).isEqualTo(JobEventType.TENANT_POLICY_CHANGED);
        assertThat(event.getTenantPolicy()).isEqualTo(policy);
        assertThat(header(deadLetters().get(0), "__streams.errors.topic")).isEqualTo(Topics.TENANT_POLICIES.name());
    }

    @Test
    void drainsARunnerForTheLogAndForItself() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.RUNNER_DRAINS, "alice", drain("default", "alice", "s1"), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);

        assertThat(events())
                .extracting(JobEvent::getType)
                .containsExactly(
                        JobEventType.RUNNER_JOINED,
                        JobEventType.RUNNER_DRAINED,
                        JobEventType.JOB_ADMITTED,
                        JobEventType.JOB_QUEUED);
        JobAssignment told = assignments().get(0);
        assertThat(told.getDrain().getReason()).isEqualTo("too many");
        assertThat(told.getSessionId()).isEqualTo("s1");
        assertThat(told.getSequence()).isEqualTo(1);
    }

    @Test
    void setsAsideADrainThatIsNotKeyedByItsRunnerAndTakesATombstoneForNothing() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        events();
        pipeBytes(Topics.RUNNER_DRAINS, "alice", null, NOON);
        assertThat(deadLetters()).isEmpty();

        pipe(Topics.RUNNER_DRAINS, "default", drain("default", "alice", null), NOON);

        assertThat(header(deadLetters().get(0), "__streams.errors.message"))
                .contains("the key must be the record's runner, alice");
        assertThat(events()).isEmpty();
    }

    @Test
    void setsAsideADrainInThePartitionOfAnotherPool() {
        restartWith(new PoolPartitions(2));

        pipe(Topics.RUNNER_DRAINS, "alice", drain("default", "alice", null), NOON);

        assertThat(header(deadLetters().get(0), "__streams.errors.message")).contains("belongs to partition 1");
    }

    @Test
    void citesTheInputOfEachFact() {
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);

        assertThat(events())
                .allSatisfy(event -> {
                    assertThat(event.getInput().getTopic()).isEqualTo(Topics.JOB_REQUESTS.name());
                    assertThat(event.getInput().getOffset()).isZero();
                })
                .extracting(JobEvent::getIndex)
                .containsExactly(0, 1);
    }

    @Test
    void setsAsideBytesThatAreNoRecordAndGoesOn() {
        pipeBytes(Topics.JOB_REQUESTS, "default", new byte[] {1, 2, 3}, NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);

        TestRecord<String, byte[]> deadLetter = deadLetters().get(0);
        assertThat(deadLetter.value()).containsExactly(1, 2, 3);
        assertThat(header(deadLetter, "__streams.errors.topic")).isEqualTo(Topics.JOB_REQUESTS.name());
        assertThat(events()).extracting(JobEvent::getType).contains(JobEventType.JOB_ADMITTED);
    }

    @Test
    void setsAsideARequestWhoseKeyIsNotItsPool() {
        pipe(Topics.JOB_REQUESTS, "another", INPUTS.request(NOON, "job-1"), NOON);

        assertThat(header(deadLetters().get(0), "__streams.errors.message"))
                .contains("the key must be the record's pool");
        assertThat(events()).isEmpty();
    }

    @Test
    void setsAsideARequestThatReachedTheLogMoreThanAnHourAfterItWasAccepted() {
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON.plusSeconds(3_600));
        int facts = events().size();
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-2"), NOON.plusMillis(3_600_001));

        assertThat(facts).isPositive();
        assertThat(events()).isEmpty();
        assertThat(header(deadLetters().get(0), "__streams.errors.message")).contains("more than PT1H apart");
    }

    /** By a clock that is wrong, or by intent: what counts from then on would count from nowhere. */
    @Test
    void setsAsideARequestThatSaysItIsAcceptedLongAfterItReachedTheLog() {
        Instant never = Instant.ofEpochMilli(Long.MAX_VALUE);
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        events();
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON.plusMillis(3_600_001), "job-1"), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(never, "job-2"), NOON);

        assertThat(events()).isEmpty();
        assertThat(deadLetters()).hasSize(2);
    }

    /** Otherwise a job would have two outcomes. */
    @Test
    void settlesNothingAgainWhenARequestIsRepeatedAfterItsJobIsForgotten() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);
        pipe(Topics.JOB_RESULTS, "default", INPUTS.succeeded(assignments().get(0)), NOON);
        for (int minute = 1; minute < 70; minute++) {
            pipe(Topics.RUNNER_HEARTBEATS, null, INPUTS.tick(), NOON.plusSeconds(60L * minute));
        }
        events();
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON.plusSeconds(70 * 60));

        assertThat(events()).isEmpty();
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void setsAsideAHeartbeatWithoutAReport() {
        pipe(
                Topics.RUNNER_HEARTBEATS,
                "default",
                new io.jobstream.schemas.RunnerHeartbeat(io.jobstream.schemas.HeartbeatKind.BEAT, NOON, null),
                NOON);

        assertThat(deadLetters()).hasSize(1);
    }

    /** After a takeover: by log time a grant would be over before its runner could hear of it. */
    @Test
    void grantsNothingWhileMuchOfTheLogIsStillToBeRead() {
        latestTicks.stamped(0, NOON.plusSeconds(9).toEpochMilli());

        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON.plusSeconds(1));
        tickFrom(NOON.plusSeconds(1), NOON.plusMillis(3_500));

        assertThat(events()).extracting(JobEvent::getType).contains(JobEventType.JOB_QUEUED);
        assertThat(assignments()).isEmpty();

        tickFrom(NOON.plusSeconds(4), NOON.plusSeconds(4));
        assertThat(assignments()).hasSize(1);
    }

    @Test
    void grantsNothingTwiceWhenARequestIsRepeated() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON.plusSeconds(5));

        assertThat(assignments()).hasSize(1);
    }

    @Test
    void givesTheJobToAnotherRunnerWhenTicksPassTheLease() {
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 0), NOON);
        pipe(Topics.JOB_REQUESTS, "default", INPUTS.request(NOON, "job-1"), NOON);
        JobAssignment grant = assignments().get(0);
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("alice", "s1", 1, grant), NOON.plusSeconds(1));
        pipe(Topics.RUNNER_HEARTBEATS, "default", INPUTS.beat("bob", "s2", 0), NOON.plusSeconds(8));
        tickFrom(NOON.plusSeconds(1), NOON.plusSeconds(16));

        List<JobAssignment> next = assignments();
        assertThat(next).extracting(JobAssignment::getRunnerId).containsExactly("bob");
        assertThat(next.get(0).getGrant().getAttempt()).isEqualTo(2);
    }

    private void tickFrom(Instant from, Instant to) {
        for (Instant at = from; !at.isAfter(to); at = at.plus(Duration.ofMillis(500))) {
            pipe(Topics.RUNNER_HEARTBEATS, null, INPUTS.tick(), at);
        }
    }

    private <T extends SpecificRecord> void pipe(Topic<T> topic, @Nullable String key, T record, Instant at) {
        pipeBytes(topic, key, codec.encode(topic, record), at);
    }

    private static RunnerDrain drain(String pool, String runner, @Nullable String session) {
        return new RunnerDrain(pool, runner, session, NOON, "too many");
    }

    private void pipeBytes(Topic<?> topic, @Nullable String key, byte @Nullable [] bytes, Instant at) {
        TestInputTopic<String, byte[]> input =
                driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer());
        input.pipeInput(key, bytes, at);
    }

    private List<JobEvent> events() {
        return read(Topics.JOB_EVENTS);
    }

    private List<JobAssignment> assignments() {
        return read(Topics.JOB_ASSIGNMENTS);
    }

    private <T extends SpecificRecord> List<T> read(Topic<T> topic) {
        return driver
                .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(bytes -> codec.decode(topic, bytes))
                .toList();
    }

    private List<TestRecord<String, byte[]>> deadLetters() {
        return driver.createOutputTopic(Topics.DEAD_LETTERS, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
