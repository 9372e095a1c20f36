// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import static org.apache.kafka.streams.StreamsConfig.adminClientPrefix;
import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of every application: exactly once, quick commits, quick takeover, bounded memory. */
final class StreamsProperties {
    /** How long the coordinator waits for a silent copy of the scheduler, where the broker allows it. */
    static final Duration SESSION_MIN = Duration.ofSeconds(3);

    /** An outage is waited out for as long as it lasts; a year is for ever, without overflow. */
    private static final Duration PATIENCE = Duration.ofDays(365);

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration TRANSACTION_BEYOND_SESSION = Duration.ofSeconds(2);
    /** Writes of one transaction are put together: what changes several times in it is stored and logged once. */
    private static final long STORE_CACHE_BYTES = 8L * 1024 * 1024;

    private static final int SEGMENT_BYTES = 16 * 1024 * 1024;

    private final StreamsSettings settings;
    private final KafkaConnection connection;
    private final Duration schedulerSession;

    StreamsProperties(StreamsSettings settings, KafkaConnection connection, Duration schedulerSession) {
        this.settings = settings;
        this.connection = connection;
        this.schedulerSession = schedulerSession;
    }

    Properties of(Application application, Strikes strikes) {
        Properties properties = new Properties();
        properties.putAll(connection.clientSettings());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(application));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, applicationId(application) + "-" + settings.instanceId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
        addCommitting(properties, application.commitInterval());
        addTakeover(properties, schedulerSession.plus(application.yieldsFor()));
        addStores(properties);
        addFailures(properties, strikes);
        return properties;
    }

    static String applicationId(Application application) {
        return "jobstream-" + application.name();
    }

    private static void addCommitting(Properties properties, Duration commitInterval) {
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        // A commit is late by this at most; each poll costs, whether or not there is something.
        properties.put(StreamsConfig.POLL_MS_CONFIG, Math.max(commitInterval.toMillis() / 4, 5));
        properties.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // The first write of a transaction is refused while the markers of the one before are written, and whatever was
        // sent behind it as out of order. What waits for an answer gathers to one request instead.
        properties.put(producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        properties.put(producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        properties.put(producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 100);
        properties.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 * Topics.RECORD_BYTES_MAX);
    }

    /** Classic protocol: the streams protocol has neither static membership nor a session under 45 s. */
    private void addTakeover(Properties properties, Duration session) {
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instanceId());
        properties.put(consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int) session.toMillis());
        properties.put(consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), (int) HEARTBEAT.toMillis());
        properties.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                session.plus(TRANSACTION_BEYOND_SESSION).toMillis());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 10_000L);
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    }

    private void addStores(Properties properties) {
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, STORE_CACHE_BYTES);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(BoundedRocksDb.BYTES_CONFIG, settings.rocksDbBytes());
        properties.put(topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
        properties.put(topicPrefix(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG), 0.2);
        properties.put(topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), 2 * Topics.RECORD_BYTES_MAX);
    }

    private static void addFailures(Properties properties, Strikes strikes) {
        properties.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, PATIENCE.toMillis());
        properties.put(adminClientPrefix("default.api.timeout.ms"), 60_000);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ProcessingStrikes.class);
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, ProductionStrikes.class);
        properties.put(Strikes.CONFIG, strikes);
    }
}
