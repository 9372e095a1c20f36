// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.ingest.producers.GatewaySigner;
import io.jobstream.schemas.Idempotency;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.signatures.SigningKey;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Enrolment, and a gateway that signs. The test plays the scheduler, of which only what it has committed counts here.
 */
@OnCluster
class ProducersIT {
    @Test
    void aGatewaySignsNothingBeforeTheSchedulerKnowsItsKey(TestCluster cluster) throws Exception {
        schedulerHasRead(cluster, 0);
        SigningKey key = SigningKey.random();
        String job = "{\"name\": \"x\", \"script\": \"x\", \"pool\": \"signing\"}";
        try (Gateway gateway = signing(key, cluster)) {
            await().untilAsserted(() ->
                    assertThat(gateway.get("/v1/producers").body().toString()).contains(GatewaySigner.idOf(key)));
            assertThat(gateway.post("/v1/jobs", job).status()).isEqualTo(503);
            assertThat(gateway.get("/readyz").status()).isEqualTo(503);
            assertThat(gateway.requestsOf("signing")).isEmpty();

            schedulerHasRead(cluster, 1_000);

            await().until(() -> gateway.get("/readyz").status() == 200);
            assertThat(gateway.post("/v1/jobs", job).status()).isEqualTo(202);
            assertThat(gateway.requestsOf("signing")).hasSize(1);
        }
        // Started again it knows at once, also where no scheduler runs.
        try (Gateway gateway = signing(key, cluster)) {
            await().until(() -> gateway.get("/readyz").status() == 200);
        }
    }

    @Test
    void aGatewayWhoseKeyIsRevokedAcceptsNothingMore(TestCluster cluster) throws Exception {
        schedulerHasRead(cluster, 1_000);
        SigningKey key = SigningKey.random();
        try (Gateway gateway = signing(key, cluster)) {
            await().until(() -> gateway.get("/readyz").status() == 200);

            assertThat(gateway.delete("/v1/producers/" + GatewaySigner.idOf(key))
                            .status())
                    .isEqualTo(200);

            await().until(() -> gateway.get("/readyz").status() == 503);
            assertThat(gateway.post("/v1/jobs", "{\"name\": \"x\", \"script\": \"x\"}")
                            .status())
                    .isEqualTo(503);
        }
        try (Gateway again = signing(key, cluster)) {
            await().untilAsserted(() ->
                    assertThat(again.get("/readyz").body().toString()).contains("is revoked"));
        }
    }

    @Test
    void producersAreEnrolledListedAndRevoked(TestCluster cluster) throws Exception {
        schedulerHasRead(cluster, 1_000);
        SigningKey key = SigningKey.random();
        String terms = "{\"publicKey\": \"" + key.verificationKey().text()
                + "\", \"tenant\": \"acme\", \"pools\": [\"b\", \"a\"], \"expiresAt\": \"2100-01-01T00:00:00Z\"}";
        try (Gateway gateway = signing(SigningKey.random(), cluster)) {
            Answer enrolled = gateway.put("/v1/producers/acme-build", terms);
            assertThat(enrolled.status()).isEqualTo(200);
            assertThat(enrolled.body().path("counts").asBoolean()).isTrue();
            assertThat(enrolled.body().path("pools").toString()).isEqualTo("[\"a\",\"b\"]");
            assertThat(enrolled.text("expiresAt")).isEqualTo("2100-01-01T00:00:00Z");
            assertThat(gateway.get("/v1/producers/acme-build").body()).isEqualTo(enrolled.body());
            assertThat(gateway.get("/v1/producers").body().toString()).contains("acme-build");

            Answer revoked = gateway.delete("/v1/producers/acme-build");
            assertThat(revoked.status()).isEqualTo(200);
            assertThat(revoked.text("revokedAt")).isNotEmpty();
            assertThat(gateway.delete("/v1/producers/acme-build").body()).isEqualTo(revoked.body());
            assertThat(gateway.put("/v1/producers/acme-build", terms).status()).isEqualTo(409);

            assertThat(gateway.put("/v1/producers/gateway-mine", terms).status())
                    .isEqualTo(409);
            assertThat(gateway.put("/v1/producers/bad", "{\"publicKey\": \"AAAA\", \"tenant\": \"a b\"}")
                            .pointers())
                    .containsExactly("/publicKey", "/tenant");
            assertThat(gateway.delete("/v1/producers/nobody").status()).isEqualTo(404);
        }
    }

    @Test
    void anEnrolmentThatTheSchedulerHasNotReadYetIsSaidToBeOne(TestCluster cluster) throws Exception {
        schedulerHasRead(cluster, 0);
        String terms =
                "{\"publicKey\": \"" + SigningKey.random().verificationKey().text() + "\", \"tenant\": \"acme\"}";
        try (Gateway gateway = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions())) {
            assertThat(gateway.put("/v1/producers/early", terms).status()).isEqualTo(202);
            assertThat(gateway.get("/v1/producers/early").body().path("counts").asBoolean())
                    .isFalse();
        }
    }

    /** Or else whoever may write the topic could answer for somebody else's key. */
    @Test
    void aForgedRequestIsNoAnswerToAKey(TestCluster cluster) throws Exception {
        schedulerHasRead(cluster, 1_000);
        SigningKey key = SigningKey.random();
        try (Gateway gateway = signing(key, cluster);
                Gateway other = signing(key, cluster)) {
            await().until(() -> gateway.get("/readyz").status() == 200);
            await().until(() -> other.get("/readyz").status() == 200);
            forge(cluster, "forged", "the-key");
            // Behind it, so that it has been read when this is known.
            String job = "{\"name\": \"x\", \"script\": \"x\", \"pool\": \"forged\"}";
            String marker =
                    other.post("/v1/jobs", job, "Idempotency-Key", "marker").text("jobId");
            await().until(() ->
                    gateway.post("/v1/jobs/" + marker + "/cancel", "{}").status() == 202);

            Answer answer = gateway.post("/v1/jobs", job, "Idempotency-Key", "the-key");

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.text("jobId")).isNotEqualTo("forged-job");
        }
    }

    private static Gateway signing(SigningKey key, TestCluster cluster) {
        return new Gateway(IngestConfig.defaults().withSigningKey(key), cluster.connection(), cluster.partitions());
    }

    private static void forge(TestCluster cluster, String pool, String key) throws Exception {
        JobSpec spec = JobSpec.newBuilder()
                .setJobId("forged-job")
                .setName("forged")
                .setTenant("default")
                .build();
        JobRequest request = new JobRequest(
                "forged",
                pool,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                RequestSource.API,
                new Idempotency(key, ByteBuffer.allocate(32)),
                List.of(new RequestedJob(spec, ByteBuffer.allocate(0))),
                null);
        try (var producer = cluster.connection().producer("forger");
                AvroCodec codec = AvroCodec.of(cluster.connection())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topics.JOB_REQUESTS.name(), pool, codec.encode(Topics.JOB_REQUESTS, request));
            SigningKey.random().sign(record, "forger");
            producer.send(record).get();
        }
    }

    private static void schedulerHasRead(TestCluster cluster, long offset) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> read = IntStream.range(
                        0, cluster.partitions().count())
                .mapToObj(partition -> new TopicPartition(Topics.PRODUCERS.name(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(offset)));
        try (Admin admin = cluster.connection().admin("test")) {
            admin.alterConsumerGroupOffsets(Topics.SCHEDULER_GROUP, read).all().get();
        }
    }
}
