// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.Delivery;
import io.jobstream.schemas.DeliveryState;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** How the deliveries to one receiver stand, as {@code ci.notification.deliveries} has it. */
final class DeliveryLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private final String receiver;
    private final KafkaConnection connection;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final Clock clock;

    DeliveryLog(
            String receiver,
            KafkaConnection connection,
            AvroCodec codec,
            Producer<String, byte[]> producer,
            Clock clock) {
        this.receiver = receiver;
        this.connection = connection;
        this.codec = codec;
        this.producer = producer;
        this.clock = clock;
    }

    /** Returns once the broker has it. */
    void record(String notificationId, Standing standing) throws InterruptedException, ExecutionException {
        Delivery delivery = Delivery.newBuilder()
                .setNotificationId(notificationId)
                .setReceiver(receiver)
                .setState(standing.state())
                .setAttempts(standing.attempts())
                .setNextAttemptAt(standing.settled() ? null : standing.at())
                .setMessage(standing.text())
                .setUpdatedAt(clock.instant())
                .build();
        byte[] value = codec.encode(Topics.NOTIFICATION_DELIVERIES, delivery);
        String key = notificationId + "/" + receiver;
        producer.send(new ProducerRecord<>(Topics.NOTIFICATION_DELIVERIES.name(), key, value))
                .get();
    }

    /** Reads the whole topic: how every delivery to this receiver stands, by notification. */
    Map<String, Standing> read() {
        Map<String, Standing> standings = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = connection.consumer("notifier-deliveries-" + receiver)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.NOTIFICATION_DELIVERIES.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!reached(consumer, ends)) {
                consumer.poll(POLL).forEach(record -> take(record, standings));
            }
        }
        return standings;
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<String, Standing> standings) {
        if (record.key() == null || record.value() == null || !mine(record.key())) {
            return;
        }
        try {
            Delivery delivery = codec.decode(Topics.NOTIFICATION_DELIVERIES, record.value());
            Instant next = delivery.getNextAttemptAt();
            Instant at = next == null ? delivery.getUpdatedAt() : next;
            // A state that this version does not know was settled by a newer one, as far as anyone can tell.
            DeliveryState state =
                    delivery.getState() == DeliveryState.UNKNOWN ? DeliveryState.FAILED : delivery.getState();
            standings.put(
                    delivery.getNotificationId(),
                    new Standing(state, delivery.getAttempts(), at, delivery.getMessage()));
        } catch (UndecodableException e) {
            // Then the delivery is made again, under the same id.
        }
    }

    private boolean mine(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).endsWith("/" + receiver);
    }
}
