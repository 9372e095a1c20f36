// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.streams.StreamsApplications;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.Topology;

/** A scheduler in a process of its own, so that it can end in the middle of a transaction. */
final class SchedulerProcess {
    /** As seldom as the transaction's time-out allows: the grant is acknowledged long before. */
    private static final Duration SELDOM = Duration.ofSeconds(4);

    private SchedulerProcess() {}

    static Process start(
            KafkaConnection connection, PoolPartitions partitions, Path state, String instance, boolean halting)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SchedulerProcess.class.getName(),
                        connection.bootstrapServers(),
                        connection.schemaRegistryUrl(),
                        Integer.toString(partitions.count()),
                        state.toString(),
                        instance,
                        Boolean.toString(halting))
                .redirectErrorStream(true)
                .redirectOutput(state.resolveSibling(instance + ".log").toFile())
                .start();
    }

    public static void main(String[] args) throws InterruptedException {
        boolean halting = Boolean.parseBoolean(args[5]);
        Map<String, String> settings = halting
                ? Map.of("producer." + ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, HaltAfterGrant.class.getName())
                : Map.of();
        KafkaConnection connection = new KafkaConnection(args[0], args[1], settings);
        PoolPartitions partitions = new PoolPartitions(Integer.parseInt(args[2]));
        StreamsSettings streams =
                new StreamsSettings(Path.of(args[3]), args[4], 1, 0, StreamsSettings.ROCKS_DB_BYTES_DEFAULT);
        Application scheduler = new SchedulerApplication(SchedulingPolicy.DEFAULT, partitions);
        try (StreamsApplications running = StreamsApplications.start(
                streams, connection, List.of(halting ? new Committing(scheduler, SELDOM) : scheduler))) {
            new CountDownLatch(1).await();
        }
    }

    private record Committing(Application scheduler, Duration commitInterval) implements Application {
        @Override
        public String name() {
            return scheduler.name();
        }

        @Override
        public Topology topology(Intake intake) {
            return scheduler.topology(intake);
        }

        @Override
        public Companion companion(KafkaConnection connection, AvroCodec codec) {
            return scheduler.companion(connection, codec);
        }
    }
}
