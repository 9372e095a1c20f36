// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Producers that neither commit nor abort, as those of a killed process. */
@OnCluster
class AbandonedTransactionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 300_000;
    private static final String CHANGELOG = "abandoned-changelog";
    private static final TopicPartition RESTORED = new TopicPartition(CHANGELOG, 0);
    private static final String APPLICATION = "jobstream-abandoned";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static TestCluster cluster;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Admin admin;

    @BeforeEach
    void createChangelog() throws Exception {
        admin = cluster.connection().admin("abandoned-test");
        admin.createTopics(List.of(new NewTopic(CHANGELOG, 2, (short) 1))).all().get();
    }

    @AfterEach
    void deleteChangelog() throws Exception {
        admin.deleteTopics(List.of(CHANGELOG)).all().get();
        admin.close();
    }

    @Test
    void endsThoseThatHoldBackAStoreAndNoOther() throws Exception {
        String dead = APPLICATION + "-dead-1";
        try (Producer<String, byte[]> killed = open(dead, 0);
                Producer<String, byte[]> ofAnotherPartition = open(APPLICATION + "-alive-1", 1);
                Producer<String, byte[]> ofAnotherApplication = open("jobstream-other-1", 0);
                var abandoned = new AbandonedTransactions(APPLICATION, cluster.connection())) {
            assertThat(state(dead)).isEqualTo(TransactionState.ONGOING);

            abandoned.onRestoreStart(RESTORED, "store", 0, 1);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(state(dead)).isEqualTo(TransactionState.COMPLETE_ABORT));
            assertThatCode(ofAnotherPartition::commitTransaction).doesNotThrowAnyException();
            assertThatCode(ofAnotherApplication::commitTransaction).doesNotThrowAnyException();
            assertThatCode(killed::commitTransaction)
                    .as("a copy that lives after all")
                    .isInstanceOf(KafkaException.class);
        }
    }

    private TransactionState state(String transactionalId) throws Exception {
        return admin.describeTransactions(List.of(transactionalId))
                .description(transactionalId)
                .get()
                .state();
    }

    private static Producer<String, byte[]> open(String transactionalId, int partition) throws Exception {
        Producer<String, byte[]> producer = cluster.connection()
                .producer(
                        transactionalId,
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                transactionalId,
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                TIMEOUT_MILLIS));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(CHANGELOG, partition, "key", new byte[] {1}))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return producer;
    }
}
