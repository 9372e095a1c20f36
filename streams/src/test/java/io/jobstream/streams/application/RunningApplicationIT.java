// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.streams.testing.Facts;
import io.jobstream.streams.testing.TopicLog;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application survives: records that fail it, and a broker that goes away. */
class RunningApplicationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POOL = "pool";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static EmbeddedCluster cluster;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private AvroCodec codec;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startCluster() {
        cluster = EmbeddedCluster.start(ClusterSettings.temporary());
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void connect() {
        codec = AvroCodec.of(cluster.connection());
        codec.warmUp(Topics.ALL);
    }

    @AfterEach
    void disconnect() throws IOException {
        codec.close();
    }

    @Test
    void setsARecordAsideThatFailedThreeTimesAndGoesOn() throws Exception {
        ThrowingApplication application = new ThrowingApplication("strikes");
        try (RunningApplication running = start(application);
                TopicLog log = new TopicLog(cluster.connection(), codec)) {
            send("before");
            send(ThrowingApplication.POISON);
            send("after");

            patiently().until(() -> application.seen.contains("after"));
            patiently().until(() -> log.readBytes(Topics.DEAD_LETTERS).size() == 1);

            assertThat(application.failures).hasValue(Strikes.LIMIT);
            patiently()
                    .untilAsserted(() -> assertThat(running.health().problems())
                            .singleElement()
                            .asString()
                            .contains("strikes set aside 1 records"));
        }
    }

    @Test
    void goesOnWhenTheBrokerWasAway() throws Exception {
        ThrowingApplication application = new ThrowingApplication("outage");
        try (RunningApplication running = start(application)) {
            send("one");
            patiently().until(() -> application.seen.contains("one"));

            cluster.stopBroker();
            cluster.startBroker();
            send("two");

            patiently().until(() -> application.seen.contains("two"));
            patiently().until(() -> running.health().ready());
        }
    }

    /** The failures of stream threads are what is tested. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
    }

    private RunningApplication start(Application application) {
        return RunningApplication.start(application, StreamsSettings.embedded(directory), cluster.connection(), codec);
    }

    private void send(String jobId) throws Exception {
        JobCancellation cancellation = JobCancellation.newBuilder()
                .setPool(POOL)
                .setJobId(jobId)
                .setRequestedAt(Facts.NOON)
                .build();
        try (Producer<String, byte[]> producer = cluster.connection().producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_CANCELLATIONS.name(),
                            POOL,
                            codec.encode(Topics.JOB_CANCELLATIONS, cancellation)))
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
