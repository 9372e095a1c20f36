// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.jobstream.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where Kafka and the registry are.
 *
 * @param bootstrapServers Kafka's addresses, {@code host:port} separated by commas
 * @param schemaRegistryUrl the registry's address, {@code http://host:port}
 * @param clientSettings what else every Kafka client needs, such as security settings; may hold secrets
 */
public record KafkaConnection(String bootstrapServers, String schemaRegistryUrl, Map<String, String> clientSettings) {
    public KafkaConnection {
        clientSettings = Map.copyOf(clientSettings);
    }

    public KafkaConnection(String bootstrapServers, String schemaRegistryUrl) {
        this(bootstrapServers, schemaRegistryUrl, Map.of());
    }

    public Admin admin(String clientId) {
        return Admin.create(settings(clientId));
    }

    /** A producer that loses, doubles and reorders nothing: all in-sync replicas, idempotent, no lingering. */
    public Producer<String, byte[]> producer(String clientId) {
        return producer(clientId, Map.of());
    }

    public Producer<String, byte[]> producer(String clientId, Map<String, Object> overrides) {
        Map<String, Object> settings = settings(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 100);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * Topics.RECORD_BYTES_MAX);
        settings.putAll(overrides);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** A consumer without a group and without commits, that sees committed records only; keys are raw bytes. */
    public Consumer<byte[], byte[]> consumer(String clientId) {
        return consumer(clientId, Map.of());
    }

    public Consumer<byte[], byte[]> consumer(String clientId, Map<String, Object> overrides) {
        Map<String, Object> settings = settings(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putAll(overrides);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The addresses only: settings may hold secrets. */
    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers + ", registry at " + schemaRegistryUrl;
    }

    private Map<String, Object> settings(String clientId) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }
}
