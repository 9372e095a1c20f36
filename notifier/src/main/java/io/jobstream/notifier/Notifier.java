// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.notifier.delivery.DeliveryLoop;
import io.jobstream.notifier.traces.TraceExport;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;

/**
 * The service: one loop for each receiver, and one for traces. Copies share the partitions of {@code ci.notifications},
 * and of {@code ci.job.status}.
 */
public final class Notifier implements AutoCloseable {
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final List<DeliveryLoop> loops;
    private final Optional<TraceExport> traces;

    private Notifier(
            AvroCodec codec,
            Producer<String, byte[]> producer,
            List<DeliveryLoop> loops,
            Optional<TraceExport> traces) {
        this.codec = codec;
        this.producer = producer;
        this.loops = loops;
        this.traces = traces;
    }

    /** Topics and schemas must exist. */
    public static Notifier start(NotifierConfig config, KafkaConnection connection, PoolPartitions partitions) {
        AvroCodec codec = AvroCodec.warm(
                connection, List.of(Topics.NOTIFICATIONS, Topics.NOTIFICATION_DELIVERIES, Topics.JOB_STATUS));
        Producer<String, byte[]> producer = connection.producer("notifier");
        List<DeliveryLoop> loops = config.receivers().stream()
                .map(receiver -> DeliveryLoop.start(new DeliveryLoop.Parts(
                        receiver, config.dashboard(), config.retry(), connection, codec, producer)))
                .toList();
        Optional<TraceExport> traces = config.traces().map(receiver -> TraceExport.start(receiver, connection, codec));
        return new Notifier(codec, producer, loops, traces);
    }

    public Health health() {
        return Stream.concat(
                        loops.stream().map(DeliveryLoop::health),
                        traces.stream().map(TraceExport::health))
                .reduce(Health.READY, Health::and);
    }

    @Override
    public void close() {
        loops.parallelStream().forEach(DeliveryLoop::close);
        traces.ifPresent(TraceExport::close);
        producer.close();
        try {
            codec.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
