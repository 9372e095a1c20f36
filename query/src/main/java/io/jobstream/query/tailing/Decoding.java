// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import io.jobstream.clients.AvroCodec;
import io.jobstream.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Bytes to {@link Received}. */
public final class Decoding {
    private Decoding() {}

    /** Reads a record; throws as {@link AvroCodec#decode} does. */
    public static <T extends SpecificRecord> Received<T> decode(
            AvroCodec codec, Topic<T> topic, ConsumerRecord<byte[], byte[]> found) {
        String key = found.key() == null ? "" : new String(found.key(), StandardCharsets.UTF_8);
        return new Received<>(
                found.partition(),
                found.offset(),
                Instant.ofEpochMilli(found.timestamp()),
                key,
                found.value() == null ? null : codec.decode(topic, found.value()));
    }
}
