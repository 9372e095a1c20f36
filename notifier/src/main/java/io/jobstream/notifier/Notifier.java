// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.notifier.delivery.DeliveryLoop;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/** The service: one loop for each receiver. Copies share the partitions of {@code ci.notifications}. */
public final class Notifier implements AutoCloseable {
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final List<DeliveryLoop> loops;

    private Notifier(AvroCodec codec, Producer<String, byte[]> producer, List<DeliveryLoop> loops) {
        this.codec = codec;
        this.producer = producer;
        this.loops = loops;
    }

    /** Topics and schemas must exist. */
    public static Notifier start(NotifierConfig config, KafkaConnection connection, PoolPartitions partitions) {
        AvroCodec codec = AvroCodec.warm(connection, List.of(Topics.NOTIFICATIONS, Topics.NOTIFICATION_DELIVERIES));
        Producer<String, byte[]> producer = connection.producer("notifier");
        List<DeliveryLoop> loops = config.receivers().stream()
                .map(receiver -> DeliveryLoop.start(new DeliveryLoop.Parts(
                        receiver, config.dashboard(), config.retry(), connection, codec, producer)))
                .toList();
        return new Notifier(codec, producer, loops);
    }

    public Health health() {
        return loops.stream().map(DeliveryLoop::health).reduce(Health.READY, Health::and);
    }

    @Override
    public void close() {
        loops.parallelStream().forEach(DeliveryLoop::close);
        producer.close();
        try {
            codec.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
