// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.deadletters.DeadLetters;
import io.jobstream.topics.Topics;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what could not be read to {@code ci.dead-letters}. Safe for use by many threads. */
public final class Refused implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Refused.class);

    private final Producer<String, byte[]> producer;

    public Refused(KafkaConnection connection, String clientId) {
        this.producer = connection.producer(clientId);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback says how it went.
    void send(ConsumerRecord<byte[], byte[]> found, Exception problem) {
        var position = new DeadLetters.Position(found.topic(), found.partition(), found.offset());
        var letter = new ProducerRecord<String, byte[]>(
                Topics.DEAD_LETTERS,
                null,
                null,
                found.value(),
                DeadLetters.headers("query", position, found.headers(), problem));
        producer.send(letter, (metadata, failure) -> {
            if (failure != null) {
                log.atWarn().addKeyValue("position", position).setCause(failure).log("A dead letter was not written");
            }
        });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
