// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.embedded.ports.PortTakenException;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.topics.TopicMismatchException;
import io.jobstream.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedClusterIT {
    private static final JobCancellation CANCELLATION = JobCancellation.newBuilder()
            .setPool("pool")
            .setJobId("job")
            .setRequestedAt(Instant.EPOCH)
            .build();

    @TempDir
    Path directory;

    @Test
    void comesBackOnItsPortsWithItsSchemasAndPartitions() throws Exception {
        byte[] bytes;
        int kafkaPort;
        int registryPort;
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.keeping(directory, 0, 0));
                AvroCodec codec = AvroCodec.of(cluster.connection())) {
            bytes = codec.encode(Topics.JOB_CANCELLATIONS, CANCELLATION);
            kafkaPort = port(cluster.connection().bootstrapServers());
            registryPort = port(cluster.connection().schemaRegistryUrl());
        }

        try (EmbeddedCluster cluster =
                        EmbeddedCluster.start(ClusterSettings.keeping(directory, kafkaPort, registryPort));
                AvroCodec codec = AvroCodec.of(cluster.connection())) {
            assertThat(cluster.partitions().count()).isEqualTo(4);
            assertThat(codec.decode(Topics.JOB_CANCELLATIONS, bytes)).isEqualTo(CANCELLATION);
        }
    }

    @Test
    void otherPartitionsThanTheDataHasAreRefused() {
        EmbeddedCluster.start(ClusterSettings.keeping(directory, 0, 0)).close();
        ClusterSettings other = ClusterSettings.keeping(directory, 0, 0).withPoolPartitions(OptionalInt.of(8));

        assertThatThrownBy(() -> EmbeddedCluster.start(other)).isInstanceOf(TopicMismatchException.class);
    }

    @Test
    void clientsGoOnWhenTheBrokerWasAway() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                var producer = cluster.connection().producer("test")) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topics.JOB_CANCELLATIONS.name(), "pool", new byte[] {1});
            producer.send(record).get(20, TimeUnit.SECONDS);
            cluster.stopBroker();
            // Sending itself waits while the topic is not known, which it is not after a while without a broker.
            var waiting = CompletableFuture.supplyAsync(() -> sent(producer, record));
            cluster.startBroker();

            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(1L);
        }
    }

    @Test
    void aRegistryThatIsAwayStopsNothingThatIsWarm() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                AvroCodec warm = AvroCodec.of(cluster.connection());
                AvroCodec cold = AvroCodec.of(cluster.connection())) {
            warm.warmUp(Topics.ALL);
            cluster.stopRegistry();

            byte[] bytes = warm.encode(Topics.JOB_CANCELLATIONS, CANCELLATION);
            assertThat(warm.decode(Topics.JOB_CANCELLATIONS, bytes)).isEqualTo(CANCELLATION);
            assertThatThrownBy(() -> cold.decode(Topics.JOB_CANCELLATIONS, bytes))
                    .isInstanceOf(RegistryUnavailableException.class);

            cluster.startRegistry();
            assertThat(cold.decode(Topics.JOB_CANCELLATIONS, bytes)).isEqualTo(CANCELLATION);
        }
    }

    @Test
    void aTakenRegistryPortIsToldBeforeTheBrokerStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClusterSettings settings = ClusterSettings.keeping(directory, 0, taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedCluster.start(settings))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(taken.getLocalPort() + "")
                    .hasMessageContaining("schema registry");
            assertThat(directory).isEmptyDirectory();
        }
    }

    private static long sent(Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record).get(30, TimeUnit.SECONDS).offset();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
