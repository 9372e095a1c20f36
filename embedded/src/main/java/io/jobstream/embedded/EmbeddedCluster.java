// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.embedded.broker.EmbeddedKafka;
import io.jobstream.embedded.broker.KafkaSettings;
import io.jobstream.embedded.broker.TemporaryDirectory;
import io.jobstream.embedded.registry.EmbeddedRegistry;
import io.jobstream.embedded.registry.TopicChangeLog;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.TopicSetup;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and a schema registry in this process, with Jobstream's topics and schemas. Either can be stopped and started
 * again on its port and data.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final int POOL_PARTITIONS_DEFAULT = 4;

    private final KafkaSettings kafkaSettings;
    private final @Nullable TemporaryDirectory temporaryData;
    private final String registryHost;
    private final int registryPort;
    private final PoolPartitions partitions;
    private @Nullable EmbeddedKafka kafka;
    private @Nullable EmbeddedRegistry registry;

    private EmbeddedCluster(
            ClusterSettings settings, @Nullable TemporaryDirectory temporaryData, EmbeddedRegistry bound) {
        this.temporaryData = temporaryData;
        this.registryHost = settings.registryHost();
        this.registryPort = bound.port();
        EmbeddedKafka started = EmbeddedKafka.start(settings.kafka());
        this.kafka = started;
        this.registry = bound;
        this.kafkaSettings = settings.kafka().withPort(started.port());
        KafkaConnection connection = connection();
        try {
            bound.serve(TopicChangeLog.on(connection));
            this.partitions = ensureTopics(connection, settings.poolPartitions());
            SchemaSetup.ensure(connection);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /**
     * Starts both and waits until they serve.
     *
     * @throws io.jobstream.embedded.ports.PortTakenException when a port is taken; nothing was started
     * @throws io.jobstream.embedded.broker.DataDirectoryInUseException when another process has the data
     * @throws io.jobstream.topics.TopicMismatchException when the data has other partitions than asked for
     */
    public static EmbeddedCluster start(ClusterSettings settings) {
        EmbeddedRegistry registry = EmbeddedRegistry.bind(settings.registryHost(), settings.registryPort());
        KafkaSettings kafka = settings.kafka();
        // Not the broker's own, so that the broker can be stopped and started on it.
        TemporaryDirectory temporary = kafka.dataDirectory() == null ? TemporaryDirectory.create() : null;
        try {
            return new EmbeddedCluster(
                    temporary == null ? settings : settings.withKafka(kafka.withDataDirectory(temporary.path())),
                    temporary,
                    registry);
        } catch (RuntimeException e) {
            registry.close();
            if (temporary != null) {
                temporary.close();
            }
            throw e;
        }
    }

    public KafkaConnection connection() {
        return new KafkaConnection(
                kafkaSettings.advertisedHost() + ":" + kafkaSettings.port(),
                "http://" + registryHost + ":" + registryPort);
    }

    public PoolPartitions partitions() {
        return partitions;
    }

    /** Stops the broker in order; clients lose it until {@link #startBroker}. */
    public synchronized void stopBroker() {
        if (kafka != null) {
            kafka.close();
            kafka = null;
        }
    }

    /** Starts the broker again, on the same port and data. */
    public synchronized void startBroker() {
        if (kafka == null) {
            kafka = EmbeddedKafka.start(kafkaSettings);
        }
    }

    /** Stops the registry; clients lose it until {@link #startRegistry}. */
    public synchronized void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    /** Starts the registry again, on the same port, with what the broker kept of it. */
    public synchronized void startRegistry() {
        if (registry == null) {
            EmbeddedRegistry bound = EmbeddedRegistry.bind(registryHost, registryPort);
            registry = bound;
            bound.serve(TopicChangeLog.on(connection()));
        }
    }

    @Override
    public synchronized void close() {
        stopRegistry();
        stopBroker();
        if (temporaryData != null) {
            temporaryData.close();
        }
    }

    private static PoolPartitions ensureTopics(KafkaConnection connection, OptionalInt wanted) {
        try (Admin admin = connection.admin("topic-setup")) {
            return new TopicSetup(admin).ensure(wanted, POOL_PARTITIONS_DEFAULT);
        }
    }
}
