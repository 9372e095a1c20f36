// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.embedded.broker.BrokerConfig;
import io.jobstream.embedded.registry.ChangeLog;
import io.jobstream.embedded.registry.EmbeddedRegistry;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.TopicSetup;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka's own image with our broker's settings, and the embedded registry. */
record ContainerTestCluster(
        KafkaContainer kafka, EmbeddedRegistry registry, KafkaConnection connection, PoolPartitions partitions)
        implements TestCluster {
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final int POOL_PARTITIONS = 4;

    static TestCluster start() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "There is no Docker here: leave out -Pcontainers to test on the embedded broker");
        KafkaContainer kafka = new KafkaContainer(IMAGE);
        BrokerConfig.forJobstream().forEach((setting, value) -> kafka.withEnv(environment(setting), value));
        kafka.start();
        EmbeddedRegistry registry = EmbeddedRegistry.bind("127.0.0.1", 0).serve(ChangeLog.inMemory());
        KafkaConnection connection = new KafkaConnection(kafka.getBootstrapServers(), registry.url());
        try (Admin admin = connection.admin("topic-setup")) {
            PoolPartitions partitions = new TopicSetup(admin).ensure(OptionalInt.of(POOL_PARTITIONS));
            SchemaSetup.ensure(connection);
            return new ContainerTestCluster(kafka, registry, connection, partitions);
        }
    }

    @Override
    public void stopRegistry() {
        registry.close();
    }

    @Override
    public void close() {
        registry.close();
        kafka.stop();
    }

    private static String environment(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
