// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import io.jobstream.embedded.ports.PortTakenException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A Kafka broker and its controller in this process. Data that was there is kept; a broker that was killed recovers its
 * log when it starts again.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(20);

    private final KafkaSettings settings;
    private final DataDirectory data;
    private final Listeners listeners;
    private final boolean startedBefore;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private boolean closed;

    private EmbeddedKafka(KafkaSettings settings, DataDirectory data, Listeners listeners) throws Exception {
        this.settings = settings.withPort(listeners.port(Listeners.CLIENTS));
        this.data = data;
        this.listeners = listeners;
        String directory = data.log().toString();
        this.startedBefore = !formatted(settings, data.log());
        KafkaConfig config = new KafkaConfig(BrokerConfig.of(settings, directory, listeners), false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> prepared = KafkaRaftServer.initializeLogDirs(config, log, "");
        this.shared = sharedServer(config, prepared._1(), listeners);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), prepared._2());
        this.broker = new BrokerServer(shared);
    }

    /**
     * Starts a broker and waits until it serves.
     *
     * @throws PortTakenException when its port is taken; nothing was started
     * @throws DataDirectoryInUseException when another process has its data; nothing was started
     */
    public static EmbeddedKafka start(KafkaSettings settings) {
        Quorum quorum = settings.quorum();
        // Only this process uses the controller of a broker that is alone.
        int controllerPort = quorum == null ? 0 : quorum.port(settings.nodeId());
        Listeners listeners = Listeners.bind(settings.host(), settings.port(), controllerPort);
        DataDirectory data;
        try {
            data = DataDirectory.take(settings.dataDirectory());
        } catch (RuntimeException e) {
            listeners.close();
            throw e;
        }
        try {
            EmbeddedKafka kafka = new EmbeddedKafka(settings, data, listeners);
            kafka.startUp();
            return kafka;
        } catch (Exception e) {
            listeners.close();
            data.close();
            throw new IllegalStateException("The embedded Kafka broker did not start: " + e.getMessage(), e);
        }
    }

    public String bootstrapServers() {
        return settings.advertisedHost() + ":" + settings.port();
    }

    public int port() {
        return settings.port();
    }

    /** Stops it in order; a temporary data directory goes with it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        broker.shutdown(SHUTDOWN_MAX);
        controller.shutdown();
        listeners.close();
        data.close();
        log.atInfo().addKeyValue("port", settings.port()).log("Embedded Kafka stopped");
    }

    private void startUp() {
        long begun = System.nanoTime();
        try {
            controller.startup();
            if (startedBefore) {
                EarlierIncarnation.awaitFenced(settings.nodeId(), shared.loader());
            }
            broker.startup();
        } catch (RuntimeException e) {
            broker.shutdown(Duration.ZERO);
            controller.shutdown();
            throw e;
        }
        log.atInfo()
                .addKeyValue("bootstrapServers", bootstrapServers())
                .addKeyValue(
                        "millis", Duration.ofNanos(System.nanoTime() - begun).toMillis())
                .log("Embedded Kafka started");
    }

    // Faults are logged instead of ending the process, which is not the broker's alone.
    private static SharedServer sharedServer(KafkaConfig config, MetaPropertiesEnsemble properties, Listeners sockets) {
        return new SharedServer(
                config,
                properties,
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, properties.clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                (name, fatal, action) -> new LoggingFaultHandler(name, action),
                sockets);
    }

    // meta.properties is what formatting writes last, in one step: a directory without it was never used.
    private static boolean formatted(KafkaSettings settings, Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return false;
        }
        Quorum quorum = settings.quorum();
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(settings.nodeId())
                .setClusterId(quorum == null ? Quorum.newClusterId() : quorum.clusterId())
                .setControllerListenerName(Listeners.CONTROLLER)
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .run();
        return true;
    }
}
