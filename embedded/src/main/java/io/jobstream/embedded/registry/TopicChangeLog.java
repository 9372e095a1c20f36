// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import io.jobstream.clients.KafkaConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the changes in the compacted topic {@code _schemas}. There may be one registry on a topic, no more. */
public final class TopicChangeLog implements ChangeLog {
    static final String TOPIC = "_schemas";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Logger log = LoggerFactory.getLogger(TopicChangeLog.class);
    private static final String CLIENT_ID = "schema-registry";
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConnection connection;
    private final Producer<String, byte[]> producer;
    private long position;

    private TopicChangeLog(KafkaConnection connection) {
        this.connection = connection;
        this.producer = connection.producer(
                CLIENT_ID,
                Map.of(
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000));
    }

    /** The log in {@code connection}'s Kafka, whose topic is made when it is missing. */
    public static TopicChangeLog on(KafkaConnection connection) {
        try (Admin admin = connection.admin(CLIENT_ID)) {
            NewTopic topic = new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("The topic " + TOPIC + " could not be made", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
        return new TopicChangeLog(connection);
    }

    @Override
    public void read(Consumer<Change> reader) {
        Map<String, Object> settings = Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (var consumer = connection.consumer(CLIENT_ID, settings)) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, position);
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (position < end) {
                consumer.poll(POLL).forEach(record -> read(record, reader));
                position = consumer.position(PARTITION);
            }
        } catch (KafkaException e) {
            throw new RegistryException(50001, "Kafka does not give the kept schemas: " + e.getMessage(), e);
        }
    }

    @Override
    public void append(List<Change> changes) {
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (Change change : changes) {
                ChangeJson.KeyValue record = ChangeJson.write(change);
                byte[] value = record.value() == null ? null : record.value().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(TOPIC, 0, record.key(), value)));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (ExecutionException | KafkaException e) {
            throw new RegistryException(50001, "Kafka did not keep the change: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(50001, "Stopped while Kafka kept the change", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private static void read(ConsumerRecord<byte[], byte[]> record, Consumer<Change> reader) {
        try {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            String value = record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8);
            ChangeJson.read(key, value).forEach(reader);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("topic", TOPIC)
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("A record that is no change of a registry is left out");
        }
    }
}
