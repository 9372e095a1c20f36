// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.deadletters.DeadLetters;
import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where bytes become records. One that cannot be read, or has failed too often, goes to {@code ci.dead-letters} in the
 * transaction it was read in, and nothing else happens.
 */
public final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final String application;
    private final AvroCodec codec;
    private final Strikes strikes;

    public Intake(String application, AvroCodec codec, Strikes strikes) {
        this.application = application;
        this.codec = codec;
        this.strikes = strikes;
    }

    /** For encoding what goes out, and for state stores. */
    public AvroCodec codec() {
        return codec;
    }

    /**
     * The record in hand, or empty when it was set aside.
     *
     * @throws RegistryUnavailableException when its schema is not known and the registry does not answer: aborts, and
     *     the record is read again
     */
    public <T extends SpecificRecord> Optional<T> read(
            Topic<T> topic, ProcessorContext<String, Routed> context, Record<byte[], byte[]> record) {
        Position position = position(context);
        Optional<Exception> out = strikes.out(position);
        if (out.isPresent()) {
            strikes.setAside(position);
            setAside(context, record, out.get());
            return Optional.empty();
        }
        try {
            if (record.value() == null) {
                throw new UndecodableException(topic.name() + ": a record without a value");
            }
            return Optional.of(codec.decode(topic, record.value()));
        } catch (UndecodableException e) {
            setAside(context, record, e);
            return Optional.empty();
        }
    }

    /** Sends the record in hand to {@code ci.dead-letters}, as it is; for what can be read and must not be taken. */
    public void setAside(ProcessorContext<String, Routed> context, Record<byte[], byte[]> record, Exception problem) {
        Position position = position(context);
        log.atWarn()
                .addKeyValue("application", application)
                .addKeyValue("topic", position.topic())
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset())
                .addKeyValue("problem", problem.toString())
                .log("set a record aside");
        context.forward(
                new Record<>(
                        (String) null,
                        Routed.to(position.partition(), record.value()),
                        record.timestamp(),
                        DeadLetters.headers(application, position, record.headers(), problem)),
                Topics.DEAD_LETTERS);
    }

    /** Where the record in hand stands. */
    public static Position position(ProcessorContext<?, ?> context) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("There is no record in hand in a punctuation"));
        return new Position(metadata.topic(), metadata.partition(), metadata.offset());
    }
}
